"""Jobs of accounts."""

from accounts.tasks import digests, partners, webhooks

__all__ = ["digests", "partners", "webhooks"]
