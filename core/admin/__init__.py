"""Staff pages of the core."""

from core.admin import mail

__all__ = ["mail"]
