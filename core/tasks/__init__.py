"""Jobs of the core."""

from core.tasks import audit, mail

__all__ = ["audit", "mail"]
