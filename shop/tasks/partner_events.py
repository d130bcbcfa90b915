"""The job that tells partners of the catalog."""

from celery import shared_task
from django.utils import timezone

from shop.actions.partner_events import tell_changes as tell_changes_now


@shared_task(name="shop.tell_changes", ignore_result=True)
def tell_changes() -> None:
    tell_changes_now(at=timezone.now())
