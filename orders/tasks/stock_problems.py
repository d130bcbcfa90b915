"""Orders that wait for stock: supplied when it came, paid back when the time is over."""

from celery import shared_task
from django.utils import timezone

from orders.actions.stock_problems import ProblemSolved, give_up_waiting, supply_order
from orders.models import Order, StockProblem

SWEEP_AT_MOST = 200


@shared_task(name="orders.sweep_stock_problems", ignore_result=True)
def sweep_stock_problems() -> None:
    """First come, first supplied."""
    now = timezone.now()
    for order in Order.objects.filter(state=Order.State.STOCK_PROBLEM).order_by("placed_at")[:SWEEP_AT_MOST]:
        supply_order(order=order, at=now)
    for problem in StockProblem.objects.overdue(now).select_related("order")[:SWEEP_AT_MOST]:
        try:
            give_up_waiting(problem=problem, at=now)
        except ProblemSolved:
            continue
