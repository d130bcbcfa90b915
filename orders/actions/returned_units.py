"""Units that came back from a buyer."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F, Sum
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Refused
from core.retries import again_when_blocked
from orders.actions.memberships import follow_order_savings
from orders.actions.tiers import follow_order_spend
from orders.actions.timeline import write_order_event
from orders.models import Order, OrderEvent, OrderLine
from orders.models.arrivals import has_come
from orders.signals import order_followed


class MoreThanDelivered(Refused):
    code = "more_than_delivered"
    message = _("Not so many units of this were delivered and are still with the buyer.")


def units_kept(order: Order) -> dict[int, int]:
    """By line, the units that were delivered and are still with the buyer."""
    came = Sum("shipment_lines__quantity", filter=has_come("shipment_lines__shipment__"))
    lines = order.lines.annotate(came=came)
    return {line.pk: (line.came or 0) - line.returned for line in lines}


@again_when_blocked
@transaction.atomic
def record_returns(*, order: Order, quantities: Mapping[int, int], by: User | None, at: datetime) -> None:
    """Units of several lines came back (line id to units). Raises MoreThanDelivered: then none is written down."""
    order = Order.objects.lock(order)
    for line in order.lines.filter(pk__in=[pk for pk, units in quantities.items() if units]).order_by("pk"):
        _write_returned(order, line, quantities[line.pk], by, at)
    _follow(order, at)


@again_when_blocked
@transaction.atomic
def record_returned_units(*, line: OrderLine, units: int, by: User | None, at: datetime) -> OrderLine:
    """`units` of a line came back; less than zero takes a mistake back. Raises MoreThanDelivered.

    Money and stock are other verbs' matter: what came back may be damaged, or paid back already.
    """
    order = Order.objects.lock(line.order)
    line = _write_returned(order, line, units, by, at)
    _follow(order, at)
    return line


@transaction.atomic(savepoint=False)
def count_returned(
    *, order: Order, quantities: Mapping[int, int], reference: str, by: User | None, at: datetime
) -> None:
    """Units of a locked order (line id to units) were accepted for the cause `reference`. Raises MoreThanDelivered."""
    for line in order.lines.filter(pk__in=quantities).order_by("pk"):
        _write_returned(order, line, quantities[line.pk], by, at, reference)
    _follow(order, at)


def _write_returned(
    order: Order, line: OrderLine, units: int, by: User | None, at: datetime, cause: str = "returned"
) -> OrderLine:
    came = line.shipment_lines.filter(has_come("shipment__")).aggregate(units=Sum("quantity"))["units"] or 0
    known = OrderLine.objects.filter(pk=line.pk, returned__gte=-units, returned__lte=came - units)
    if not known.update(returned=F("returned") + units):
        raise MoreThanDelivered
    line.refresh_from_db(fields=["returned"])
    write_order_event(
        order=order,
        kind=OrderEvent.Kind.RETURNED,
        reference=f"{cause}/{line.pk}/{line.returned}",
        actor=by,
        happened_at=at,
        data={"units": units, "sku": line.sku},
    )
    return line


def _follow(order: Order, at: datetime) -> None:
    """Once for all that came back: reviews lock products, so they come before the tier."""
    follow_order_savings(order=order, at=at)
    order_followed.send(OrderLine, order=order, at=at)
    follow_order_spend(order=order, at=at)
