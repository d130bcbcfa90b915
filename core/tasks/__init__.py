"""Jobs of the core."""

from core.tasks import answers, audit, mail

__all__ = ["answers", "audit", "mail"]
