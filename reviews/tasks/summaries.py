"""Ratings as time goes by."""

from celery import shared_task
from django.utils import timezone

from core.jobs import sweep
from reviews.actions.insiders import follow_insider, reviews_to_follow
from reviews.actions.summaries import refresh_all


@shared_task(name="reviews.refresh_ratings", ignore_result=True)
def refresh_ratings() -> None:
    """Every night: who belongs to staff by now, and reviews lose weight with age."""
    now = timezone.now()
    sweep(reviews_to_follow(), lambda review: follow_insider(review=review, at=now))
    refresh_all(at=now)
