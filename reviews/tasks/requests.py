"""Review jobs."""

from celery import shared_task
from django.utils import timezone

from reviews.actions.requests import orders_to_ask, request_review


@shared_task(name="reviews.request_reviews", ignore_result=True)
def request_reviews() -> None:
    """Ask everybody whose wait is over."""
    now = timezone.now()
    for order in orders_to_ask(now):
        request_review(order=order, at=now)
