"""What was bought got cheaper: the difference, where the shop pays it by itself."""

from celery import shared_task
from django.utils import timezone

from core.jobs import sweep
from orders.actions.price_drops import NotCheaper, lines_that_may_be_due, pay_price_drop, wants_credit
from orders.models import OrderLine


@shared_task(name="orders.pay_price_drops", ignore_result=True)
def pay_price_drops() -> None:
    now = timezone.now()

    def pay(line: OrderLine) -> None:
        try:
            pay_price_drop(line=line, to_credit=wants_credit(line.order.customer), by=None, at=now)
        except NotCheaper:  # a price of others, or left out of the promise
            return

    sweep(lines_that_may_be_due(at=now), pay)
