"""Asking to cancel what is packed: nothing of it is sent until somebody has decided."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Refused
from core.retries import again_when_blocked
from orders.actions.cancellation import cancel_order, cancel_whole, complete_if_delivered, drop_units
from orders.actions.fulfillment import lock_shipment, ship_locked
from orders.actions.mails import mail_cancel_answer, mail_order_canceled, mail_order_changed
from orders.actions.timeline import write_order_event
from orders.models import CancelRequest, Order, OrderEvent, OrderLine, Shipment
from shop.actions.stock import release_units

STOPPABLE = (Order.State.CONFIRMED, Order.State.ON_HOLD)
REASON = "by the customer, after packing"


class NothingPacked(Refused):
    code = "nothing_packed"
    message = _("Nothing of this order is packed yet. You can cancel it at once.")


class NothingToStop(Refused):
    code = "nothing_to_stop"
    message = _("Nothing of this order can be stopped any more. What has come you can send back.")


class AskedBefore(Refused):
    code = "asked_before"
    message = _("You have asked already, and the answer stands. What has come you can send back.")


class NotOpen(Refused):
    code = "request_not_open"
    message = _("This request is decided already.")


@again_when_blocked
@transaction.atomic
def ask_to_cancel(*, order: Order, words: str = "", by: User | None, at: datetime) -> CancelRequest:
    """A buyer asks to stop what is packed and not sent. To ask twice is to ask once.

    Raises NothingPacked, NothingToStop, and AskedBefore once it was declined.
    """
    order = Order.objects.lock(order)
    requests = list(order.cancel_requests.all())
    waiting = next((request for request in requests if request.state == CancelRequest.State.ASKED), None)
    if waiting:
        return waiting
    if not is_stoppable(order):
        raise NothingPacked if order.state in STOPPABLE and not order.shipments.exists() else NothingToStop
    if any(request.state == CancelRequest.State.DECLINED for request in requests):
        raise AskedBefore
    request = CancelRequest.objects.create(order=order, words=" ".join(words.split()), asked_at=at)
    _write(request, OrderEvent.Kind.CANCEL_ASKED, by, at)
    return request


@again_when_blocked
@transaction.atomic
def withdraw_cancel_request(*, request: CancelRequest, by: User | None, at: datetime) -> CancelRequest:
    """The buyer wants it after all. Raises NotOpen."""
    request = _lock(request)
    request.move_to(CancelRequest.State.WITHDRAWN, decided_at=at, decided_by=by)
    _write(request, OrderEvent.Kind.CANCEL_WITHDRAWN, by, at)
    return request


@again_when_blocked
@transaction.atomic
def grant_cancel_request(*, request: CancelRequest, by: User | None, at: datetime) -> CancelRequest:
    """Take apart what is packed, and cancel all that has not left: its money goes back. Raises NotOpen."""
    request = _lock(request)
    request.move_to(CancelRequest.State.GRANTED, decided_at=at, decided_by=by)
    for parcel in request.order.shipments.filter(state=Shipment.State.PREPARING):
        _unpack(parcel, by, at)
    _cancel_rest(request, by, at)
    return request


@again_when_blocked
@transaction.atomic
def decline_cancel_request(*, request: CancelRequest, answer: str, by: User | None, at: datetime) -> CancelRequest:
    """It is sent all the same; the buyer reads why, and how to send it back. Raises NotOpen."""
    request = _lock(request)
    return _answer(request, CancelRequest.State.DECLINED, answer, by, at)


@again_when_blocked
@transaction.atomic
def ship_despite_request(
    *, shipment: Shipment, carrier: str, tracking_number: str, by: User | None, at: datetime
) -> Shipment:
    """The carrier has it already: the request came too late, and its buyer is told. Raises what shipping raises."""
    shipment = lock_shipment(shipment)
    request = shipment.order.cancel_requests.open().first()
    if request:
        _answer(_lock(request), CancelRequest.State.TOO_LATE, "", by, at)
    return ship_locked(shipment, carrier=carrier, tracking_number=tracking_number, by=by, at=at)


def is_stoppable(order: Order) -> bool:
    """Whether something of it is packed and has not left."""
    packed = any(parcel.state == Shipment.State.PREPARING for parcel in order.shipments.all())
    return packed and order.state in STOPPABLE


def _lock(request: CancelRequest) -> CancelRequest:
    """The request with its order, both locked."""
    order = Order.objects.lock(request.order)
    request = CancelRequest.objects.lock(request)
    request.order = order
    if request.state != CancelRequest.State.ASKED:
        raise NotOpen
    return request


def _unpack(parcel: Shipment, by: User | None, at: datetime) -> None:
    """What was in it stays allocated to its order; that it was packed stays in the timeline."""
    lines = {line.order_line.sku: line.quantity for line in parcel.lines.select_related("order_line")}
    write_order_event(
        order=parcel.order,
        kind=OrderEvent.Kind.UNPACKED,
        reference=f"shipment/{parcel.pk}",
        actor=by,
        happened_at=at,
        data={"shipment": parcel.pk, "lines": lines},
        told={"shipment": parcel.public_id},
    )
    parcel.delete()


def _cancel_rest(request: CancelRequest, by: User | None, at: datetime) -> None:
    """All of an order of which nothing has left, else the units that have not."""
    order = request.order
    if not order.shipments.exists():
        cancel_order(order=order, by=by, at=at, reason=REASON)
        return
    rest = _not_sent(order)
    if all(rest.get(line, 0) == line.units for line in order.lines.all()):
        cancel_whole(order, by, at, REASON)
        mail_order_canceled(order)
        return
    release_units(reference=order.reference, quantities={line.variant_id: units for line, units in rest.items()})
    drop_units(order=order, units=rest, by=by, at=at, reason=REASON)
    mail_order_changed(order, key=f"{order.reference}/cancel/{request.pk}")
    complete_if_delivered(order=order, at=at)


def _not_sent(order: Order) -> dict[OrderLine, int]:
    """Units of each line that are in no parcel that left and may arrive."""
    gone: dict[int, int] = {}
    left = order.shipments.filter(state__in=[Shipment.State.SHIPPED, Shipment.State.DELIVERED])
    for parcel in left.prefetch_related("lines"):
        for packed in parcel.lines.all():
            gone[packed.order_line_id] = gone.get(packed.order_line_id, 0) + packed.quantity
    lines = order.lines.select_related("order")
    return {line: line.units - gone.get(line.pk, 0) for line in lines if line.units > gone.get(line.pk, 0)}


def _answer(request: CancelRequest, state: str, answer: str, by: User | None, at: datetime) -> CancelRequest:
    request.move_to(state, answer=answer, decided_at=at, decided_by=by)
    _write(request, OrderEvent.Kind.CANCEL_DECLINED, by, at, answer=answer)
    mail_cancel_answer(request)
    return request


def _write(request: CancelRequest, kind: OrderEvent.Kind, by: User | None, at: datetime, **data: str) -> None:
    write_order_event(
        order=request.order,
        kind=kind,
        reference=f"cancel/{request.pk}",
        actor=by,
        happened_at=at,
        data={name: value for name, value in data.items() if value},
    )
