"""Staff pages of reviews, questions and answers."""

from reviews.admin import answers, questions, reviews

__all__ = ["answers", "questions", "reviews"]
