"""Staff pages of membership, points, gift cards and store credit."""

from loyalty.admin import memberships, points, purses

__all__ = ["memberships", "points", "purses"]
