"""Staff pages of membership, points, gift cards and store credit."""

from loyalty.admin import memberships, occasions, plans, points, purses

__all__ = ["memberships", "occasions", "plans", "points", "purses"]
