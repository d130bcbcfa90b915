"""Jobs of reviews and questions."""

from reviews.tasks import feeds, questions, requests, summaries, themes

__all__ = ["feeds", "questions", "requests", "summaries", "themes"]
