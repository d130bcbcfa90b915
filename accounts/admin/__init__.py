"""Staff pages of accounts."""

from accounts.admin import groups, partners, users, webhooks

__all__ = ["groups", "partners", "users", "webhooks"]
