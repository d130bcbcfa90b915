"""Promotions that begin and end by the clock."""

from celery import shared_task
from django.utils import timezone

from orders.actions.coupons import turn_promotions as turn_promotions_now


@shared_task(name="orders.turn_promotions", ignore_result=True)
def turn_promotions() -> None:
    turn_promotions_now(at=timezone.now())
