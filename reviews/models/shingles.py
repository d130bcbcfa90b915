"""Digests of texts, by which copies are found across products and accounts."""

from django.db import models

from reviews.models.reviews import Review


class Shingle(models.Model):
    """One of the few smallest digests of a review's runs of words: see reviews/rules/risk.py."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="shingles")
    digest = models.BigIntegerField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "digest"], name="a_digest_once_per_review")]

    def __str__(self) -> str:
        return f"{self.digest:x}"
