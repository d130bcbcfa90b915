"""The job that keeps the feed of reviews up to date."""

from celery import shared_task
from django.utils import timezone

from reviews.actions.review_feeds import refresh_review_feed


@shared_task(name="reviews.refresh_review_feed", ignore_result=True)
def refresh_feed() -> None:
    refresh_review_feed(at=timezone.now())
