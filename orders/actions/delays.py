"""Telling buyers that something comes later than promised: once for each new day, and never after it came."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from orders.actions.mails import mail_delayed
from orders.actions.timeline import write_order_event
from orders.models import Order, OrderEvent, Shipment
from orders.models.orders import OrderQuerySet
from orders.rules.tracking import day_to_tell
from shop.models import StockHold

BUSINESS_DAYS_LEFT, BUSINESS_DAYS_TO_SEND = 2, 3
"""What we name without a word of the carrier: for what is on its way, and with something still to be sent."""


@transaction.atomic
def tell_delay(*, order: Order, at: datetime, may_guess: bool = True) -> date | None:
    """Tell the buyer of a new day of arrival if there is one to tell. Returns that day.

    Without `may_guess` only a day that the carrier named.
    """
    order = Order.objects.lock(order)
    if order.state != Order.State.CONFIRMED or order.is_gift_card or order.came_at:
        return None
    parcels = [parcel for parcel in order.shipments.all() if parcel.state == Shipment.State.SHIPPED]
    parcels = [parcel for parcel in parcels if not parcel.has_come]
    named = max((parcel.told_expected_on for parcel in parcels if parcel.told_expected_on), default=None)
    day = day_to_tell(
        promised=order.arrives_until,
        told=told_days(order),
        named=named,
        today=timezone.localdate(at),
        estimate=_estimate(order) if may_guess else None,
    )
    if day:
        _tell(order, day, day == named, parcels, at)
    return day


def late_orders(at: datetime) -> OrderQuerySet:
    """Confirmed orders whose promised day has passed."""
    today = timezone.localdate(at)
    return Order.objects.filter(state=Order.State.CONFIRMED, is_gift_card=False, arrives_until__lt=today).order_by("pk")


def told_days(order: Order) -> list[date]:
    """The days its buyer was told after the promised one."""
    events = [event for event in order.events.all() if event.kind == OrderEvent.Kind.DELAYED]
    return [date.fromisoformat(event.data["day"]) for event in events]


def _estimate(order: Order) -> int | None:
    """Business days; None while something is not here itself: of that its buyers are told by its own day."""
    if StockHold.objects.ahead().filter(reference=order.reference).exists():
        return None
    sent = sum(
        line.quantity
        for parcel in order.shipments.all()
        if parcel.state in (Shipment.State.SHIPPED, Shipment.State.DELIVERED)
        for line in parcel.lines.all()
    )
    is_sent = sent >= sum(line.units for line in order.lines.all())
    return BUSINESS_DAYS_LEFT if is_sent else BUSINESS_DAYS_TO_SEND


def _tell(order: Order, day: date, is_carriers: bool, parcels: list[Shipment], at: datetime) -> None:
    reference = f"delay/{day}"
    data = {"day": str(day), "said_by": "carrier" if is_carriers else "shop"}
    write_order_event(order=order, kind=OrderEvent.Kind.DELAYED, reference=reference, happened_at=at, data=data)
    mail_delayed(order, f"{order.reference}/{reference}", day=day, is_carriers=is_carriers, parcels=parcels)
