"""Stock jobs."""

from celery import shared_task
from django.utils import timezone

from shop.actions.sell_ahead import give_to_all_waiting
from shop.actions.stock import release_expired_stock as release_expired_stock_now


@shared_task(name="shop.release_expired_stock", ignore_result=True)
def release_expired_stock() -> None:
    release_expired_stock_now(at=timezone.now())


@shared_task(name="shop.give_to_waiting", ignore_result=True)
def give_to_waiting() -> None:
    give_to_all_waiting(at=timezone.now())
