"""Tiers by time. Asked every hour, so that a day begins in the shop's own morning and changes count soon."""

from celery import shared_task
from django.utils import timezone

from orders.actions.tiers import count_tiers as count_now


@shared_task(name="orders.count_tiers", ignore_result=True)
def count_tiers() -> None:
    count_now(at=timezone.now())
