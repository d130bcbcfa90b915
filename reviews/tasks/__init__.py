"""Jobs of reviews."""

from reviews.tasks import requests

__all__ = ["requests"]
