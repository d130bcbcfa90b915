"""Orders that wait for goods whose day has moved."""

from celery import shared_task
from django.utils import timezone

from core.jobs import sweep
from orders.actions.expected import follow_expected_days as follow_expected_days_now
from orders.models import Order


@shared_task(name="orders.follow_expected_days", ignore_result=True)
def follow_expected_days() -> None:
    now = timezone.now()
    sweep(Order.objects.waiting_for_stock().order_by("pk"), lambda order: follow_expected_days_now(order=order, at=now))
