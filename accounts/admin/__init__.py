"""Staff pages of accounts."""

from accounts.admin import groups, users, webhooks

__all__ = ["groups", "users", "webhooks"]
