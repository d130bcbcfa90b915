"""The nightly comparison with the payment provider's books."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from orders.actions.reconciling import mail_differences, reconcile, slices

DAYS = 3


@shared_task(name="orders.reconcile", ignore_result=True)
def reconcile_books() -> None:
    """Of the last days, as some payments take that long. What the provider cannot be asked for waits until tomorrow."""
    now = timezone.now()
    spans = slices(now - timedelta(days=DAYS), now)
    found = [row for since, until in spans for row in reconcile(since=since, until=until, at=now)]
    if wrong := [row for row in found if not row.is_mended]:
        mail_differences(differences=wrong, on=timezone.localdate())
