"""Jobs of the core."""

from core.tasks import mail

__all__ = ["mail"]
