"""Staff pages of membership, gift cards and store credit."""

from loyalty.admin import memberships, purses

__all__ = ["memberships", "purses"]
