"""Staff pages of membership, points, gift cards and store credit."""

from loyalty.admin import memberships, plans, points, purses

__all__ = ["memberships", "plans", "points", "purses"]
