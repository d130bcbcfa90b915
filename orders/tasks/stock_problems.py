"""Orders that wait for stock: supplied when it came, paid back when the time is over."""

from celery import shared_task
from django.utils import timezone

from core.jobs import sweep
from orders.actions.stock_problems import give_up_waiting, supply_order
from orders.models import Order, StockProblem

SWEEP_AT_MOST = 200


@shared_task(name="orders.sweep_stock_problems", ignore_result=True)
def sweep_stock_problems() -> None:
    """First come, first supplied."""
    now = timezone.now()
    waiting = Order.objects.filter(state=Order.State.STOCK_PROBLEM).order_by("placed_at")
    sweep(waiting[:SWEEP_AT_MOST], lambda order: supply_order(order=order, at=now))
    overdue = StockProblem.objects.overdue(now).select_related("order")
    sweep(overdue[:SWEEP_AT_MOST], lambda problem: give_up_waiting(problem=problem, at=now))
