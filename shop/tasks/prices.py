"""Price jobs."""

from celery import shared_task
from django.utils import timezone

from shop.actions.prices import carry_out_price_lists as carry_out_price_lists_now


@shared_task(name="shop.carry_out_price_lists", ignore_result=True)
def carry_out_price_lists() -> None:
    carry_out_price_lists_now(at=timezone.now())
