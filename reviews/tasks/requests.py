"""Review jobs."""

from celery import shared_task
from django.utils import timezone

from core.jobs import sweep
from reviews.actions.requests import orders_to_ask, remind, request_review, requests_to_remind

REMIND_AT_MOST = 500


@shared_task(name="reviews.request_reviews", ignore_result=True)
def request_reviews() -> None:
    """Ask everybody whose wait is over, and remind once."""
    now = timezone.now()
    sweep(orders_to_ask(now), lambda order: request_review(order=order, at=now))
    sweep(requests_to_remind(now)[:REMIND_AT_MOST], lambda request: remind(request=request, at=now))
