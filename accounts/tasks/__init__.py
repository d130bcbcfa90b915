"""Jobs of accounts."""

from accounts.tasks import digests, webhooks

__all__ = ["digests", "webhooks"]
