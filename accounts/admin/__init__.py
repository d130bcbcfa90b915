"""Staff pages of accounts."""

from accounts.admin import users

__all__ = ["users"]
