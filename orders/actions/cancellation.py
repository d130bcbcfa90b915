"""Canceling what is not packed yet, whole or in part: stock is free again and the money goes back to the cent."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F, Sum
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Refused
from core.kills import kill_point, kill_point_after_commit
from core.money import Money, total
from orders.actions.mails import mail_order_canceled, mail_order_changed
from orders.actions.memberships import follow_order_savings
from orders.actions.points import plan_points
from orders.actions.promotions import give_promotions_back
from orders.actions.refunds import part_of_delivery, part_of_line, refund_order
from orders.actions.timeline import write_order_event
from orders.actions.unsent import pay_for_unsent
from orders.models import Order, OrderEvent, OrderLine, StockProblem
from orders.rules.refunds import RefundPart
from orders.rules.shares import cost_of_units
from shop.actions.stock import release_stock, release_units
from shop.models import StockHold

OPEN_STATES = (Order.State.CONFIRMED, Order.State.ON_HOLD, Order.State.STOCK_PROBLEM)


class TooLateToCancel(Refused):
    code = "too_late_to_cancel"
    message = _("This order is being packed already, so it cannot be changed any more.")


class NothingToCancel(Refused):
    code = "nothing_to_cancel"
    message = _("There are not that many of this item in the order.")


class DecideFirst(Refused):
    code = "decide_first"
    message = _("Something of this order is missing. Please say first what we should do about it.")


@transaction.atomic
def cancel_order(*, order: Order, by: User | None, at: datetime, reason: str = "") -> Order:
    """Cancel a paid order that has no parcel yet: all that is left of the money goes back. Raises TooLateToCancel."""
    kill_point_after_commit("cancel_order:after_commit")
    order = lock_changeable(order)
    for problem in order.stock_problems.open():
        problem.move_to(StockProblem.State.REFUNDED, decided_at=at)
    cancel_whole(order, by, at, reason)
    mail_order_canceled(order)
    kill_point("cancel_order:before_commit")
    return order


@transaction.atomic
def cancel_units(
    *, order: Order, quantities: Mapping[int, int], by: User | None, at: datetime, reason: str = ""
) -> Order:
    """Take units (order line id to units) out of a paid order that is not packed yet and send their money back.

    Once there is a parcel, only units that are not here yet can be taken out. The last units take delivery with them
    and cancel the order. Raises TooLateToCancel, DecideFirst, NothingToCancel.
    """
    order = Order.objects.lock(order)
    if order.state == Order.State.STOCK_PROBLEM:
        raise DecideFirst
    lines = {line.pk: line for line in order.lines.select_related("order")}
    free = units_to_cancel(order)
    if not free:
        raise TooLateToCancel
    wanted = {line_id: units for line_id, units in quantities.items() if units}
    if not wanted or any(not 0 < units <= free.get(line_id, 0) for line_id, units in wanted.items()):
        raise NothingToCancel
    if all(wanted.get(line.pk, 0) == line.units for line in lines.values()):
        return cancel_order(order=order, by=by, at=at, reason=reason)
    release_units(
        reference=order.reference, quantities={lines[line_id].variant_id: units for line_id, units in wanted.items()}
    )
    drop_units(
        order=order, units={lines[line_id]: units for line_id, units in wanted.items()}, by=by, at=at, reason=reason
    )
    mail_order_changed(order, key=f"{order.reference}/canceled/{_canceled(order)}")
    complete_if_delivered(order=order, at=at)
    return order


def units_to_cancel(order: Order) -> dict[int, int]:
    """Units of each order line (by id) that its buyer may still take out: all of them until there is a parcel."""
    if order.state not in OPEN_STATES:
        return {}
    if not order.shipments.exists():
        return {line.pk: line.units for line in order.lines.all() if line.units}
    waiting = dict(
        StockHold.objects.ahead().filter(reference=order.reference)
        .order_by().values_list("record__variant").annotate(Sum("quantity"))
    )  # fmt: skip
    return {line.pk: waiting[line.variant_id] for line in order.lines.all() if line.variant_id in waiting}


def complete_if_delivered(*, order: Order, at: datetime) -> None:
    """With nothing left to send a locked order is completed."""
    now = Order.objects.prefetch_related("lines", "shipments__lines").get(pk=order.pk)
    if order.can_move_to(Order.State.COMPLETED) and now.fulfillment_status == "delivered":
        order.move_to(Order.State.COMPLETED, completed_at=at, hold_reason="")
        plan_points(order=order, at=at)


def lock_changeable(order: Order) -> Order:
    """The order, locked, if its buyer may still change it. Raises TooLateToCancel."""
    order = Order.objects.lock(order)
    if order.state not in OPEN_STATES or order.shipments.exists():
        raise TooLateToCancel
    return order


@transaction.atomic
def drop_units(*, order: Order, units: Mapping[OrderLine, int], by: User | None, at: datetime, reason: str) -> Money:
    """Mark units of a locked order as canceled and refund exactly what they cost, without delivery."""
    parts = [part_of_line(line, _refund_of(line, count), units=count) for line, count in units.items()]
    for line, count in units.items():
        OrderLine.objects.filter(pk=line.pk).update(canceled=F("canceled") + count)
    reference = f"canceled/{_canceled(order)}"
    _write_event(order, OrderEvent.Kind.CHANGED, reference, by, at, reason, {line.sku: units[line] for line in units})
    follow_order_savings(order=order, at=at)
    return _refund(order, parts, reason, reference, by, at)


@transaction.atomic(savepoint=False)
def cancel_whole(order: Order, by: User | None, at: datetime, reason: str) -> Money:
    """A locked order comes to nothing: stock and promotions are free again. Returns what goes back."""
    order.move_to(Order.State.CANCELED, canceled_at=at, hold_reason="")
    release_stock(reference=order.reference)
    give_promotions_back(order=order, at=at)
    return close_lines(order=order, by=by, at=at, reason=reason)


@transaction.atomic
def close_lines(*, order: Order, by: User | None, at: datetime, reason: str) -> Money:
    """The whole of a locked order is canceled: refund all that is left of it, delivery included."""
    parts = [
        part_of_line(line, line.cost.without_delivery - line.refunded, units=line.units)
        for line in order.lines.select_related("order")
    ]
    parts.append(part_of_delivery(order, order.delivery_paid - order.delivery_refunded))
    order.lines.update(canceled=F("quantity"))
    _write_event(order, OrderEvent.Kind.CANCELED, order.reference, by, at, reason, {})
    follow_order_savings(order=order, at=at)
    back = _refund(order, parts, reason, "canceled", by, at)
    return back + pay_for_unsent(order=order, by=by, at=at) if order.replaces_id and not order.total else back


def _refund(order: Order, parts: list[RefundPart], reason: str, reference: str, by: User | None, at: datetime) -> Money:
    """What was free, or went back before, needs no credit note."""
    parts = [part for part in parts if part.amount]
    if parts:
        refund_order(order=order, parts=parts, reason=reason or "canceled", reference=reference, at=at, by=by)
    return total(part.amount for part in parts)


def _refund_of(line: OrderLine, units: int) -> Money:
    """What these units cost, less what of it went back already, such as for a cheaper substitute."""
    cost = cost_of_units(line.cost, line.quantity, line.canceled, units).without_delivery
    left = line.cost.without_delivery - line.refunded
    return min(cost, total(left.share([1] * line.units)[:units]))


def _canceled(order: Order) -> int:
    return sum(OrderLine.objects.filter(order=order).values_list("canceled", flat=True))


def _write_event(
    order: Order, kind: str, reference: str, by: User | None, at: datetime, reason: str, units: dict[str, int]
) -> None:
    write_order_event(
        order=order,
        kind=kind,
        reference=reference,
        actor=by,
        happened_at=at,
        data={"reason": reason} | ({"canceled": units} if units else {}),
    )
