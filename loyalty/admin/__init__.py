"""Staff pages of membership, points, tiers, gift cards and store credit."""

from loyalty.admin import memberships, occasions, plans, points, purses, tiers

__all__ = ["memberships", "occasions", "plans", "points", "purses", "tiers"]
