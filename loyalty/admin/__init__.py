"""Staff pages of membership, gift cards and store credit."""

from loyalty.admin import memberships, plans, purses

__all__ = ["memberships", "plans", "purses"]
