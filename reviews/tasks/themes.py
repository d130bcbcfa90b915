"""What people mention, read again when reviews changed."""

from itertools import takewhile
from time import monotonic

from celery import shared_task
from django.utils import timezone

from core.jobs import sweep
from reviews.actions import themes
from reviews.models import RatingSummary

AT_MOST, SECONDS = 1000, 120
"""Products in one sweep, and after how long it takes up no more."""


@shared_task(name="reviews.refresh_themes", ignore_result=True)
def refresh_themes(product_id: int) -> None:
    """The bell after a change."""
    themes.refresh_themes(product_id=product_id, at=timezone.now())


@shared_task(name="reviews.sweep_themes", ignore_result=True)
def sweep_themes() -> None:
    """Products whose bell nobody heard, and those with very many reviews; longest waiting first."""
    now = timezone.now()
    until = monotonic() + SECONDS
    due = takewhile(lambda _summary: monotonic() < until, RatingSummary.objects.themes_due()[:AT_MOST])
    sweep(due, lambda summary: themes.refresh_themes(product_id=summary.product_id, at=now))
