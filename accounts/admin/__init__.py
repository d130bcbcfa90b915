"""Staff pages of accounts."""

from accounts.admin import groups, users

__all__ = ["groups", "users"]
