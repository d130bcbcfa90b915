"""Jobs of reviews and questions."""

from reviews.tasks import questions, requests, summaries, themes

__all__ = ["questions", "requests", "summaries", "themes"]
