"""Jobs of accounts."""

from accounts.tasks import digests

__all__ = ["digests"]
