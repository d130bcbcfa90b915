"""Staff pages of reviews."""

from reviews.admin import reviews

__all__ = ["reviews"]
