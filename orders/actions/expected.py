"""Orders that wait for goods: when the expected day moves, their buyers are told and may cancel."""

from datetime import date, datetime, timedelta

from django.db import transaction

from orders.actions.mails import mail_expected
from orders.actions.timeline import write_order_event
from orders.models import Order, OrderEvent, OrderLine
from orders.rules.delivery import next_business_day
from shop.models import StockHold, StockRecord


def awaited_days(order: Order) -> dict[int, date]:
    """The day on which what is not here yet is expected now, by variant id."""
    waiting = StockHold.objects.ahead().filter(reference=order.reference).values("record")
    return dict(StockRecord.objects.filter(pk__in=waiting).latest_days())


@transaction.atomic
def follow_expected_days(*, order: Order, at: datetime) -> bool:
    """Bring the order's days to what is expected now; its buyer is told of each change once. True if one changed.

    The arrival moves by as many days as the last of what is awaited.
    """
    order = Order.objects.lock(order)
    days = awaited_days(order)
    lines = [line for line in order.lines.all() if line.expected_on and line.variant_id in days]
    moved = [line for line in lines if line.expected_on != days[line.variant_id]]
    if order.state not in (Order.State.CONFIRMED, Order.State.ON_HOLD) or not moved:
        return False
    before = max(line.expected_on for line in lines if line.expected_on)
    by = max(days[line.variant_id] for line in lines) - before
    for line in moved:
        OrderLine.objects.filter(pk=line.pk).update(expected_on=days[line.variant_id])
    _move_arrival(order, by)
    number = order.events.filter(kind=OrderEvent.Kind.EXPECTED).count() + 1
    reference = f"expected/{number}"
    data = {line.sku: str(days[line.variant_id]) for line in moved}
    write_order_event(order=order, kind=OrderEvent.Kind.EXPECTED, reference=reference, happened_at=at, data=data)
    mail_expected(order, key=f"{order.reference}/{reference}")
    return True


def _move_arrival(order: Order, by: timedelta) -> None:
    order.arrives_from = next_business_day(order.arrives_from + by)
    order.arrives_until = next_business_day(order.arrives_until + by)
    Order.objects.filter(pk=order.pk).update(arrives_from=order.arrives_from, arrives_until=order.arrives_until)
