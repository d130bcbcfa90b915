"""Packing, shipping and delivering, by parcels."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Refused
from orders.actions.cancellation import complete_if_delivered
from orders.actions.mails import mail_delivered, mail_shipped
from orders.actions.tiers import follow_order_spend
from orders.actions.timeline import write_order_event
from orders.models import Order, OrderEvent, OrderLine, Shipment, ShipmentLine
from orders.models.shipments import ShipmentQuerySet
from orders.rules.delivery import PRESUMED_AFTER, presumed_arrival
from orders.signals import order_followed
from shop.actions.stock import ship_stock
from shop.models import StockHold


class NothingToPack(Refused):
    code = "nothing_to_pack"
    message = _("There is nothing left to pack in that quantity.")


class OnHold(Refused):
    code = "on_hold"
    message = _("This order is on hold. Let it go on first.")


class BuyerAsksToCancel(Refused):
    code = "buyer_asks_to_cancel"
    message = _("The buyer asked to cancel this order. Decide about that first; until then nothing of it is sent.")


class ParcelUnpacked(Refused):
    code = "parcel_unpacked"
    message = _("This parcel was taken apart: its order is canceled. Nothing of it is sent.")


class NotReadyToShip(Refused):
    code = "not_ready_to_ship"
    message = _("Only a packed parcel can be shipped, and only a shipped one delivered.")


def units_to_pack(order: Order) -> dict[int, int]:
    """Units of each order line (by id) that are here for the order and in no parcel yet."""
    here = StockHold.objects.filter(reference=order.reference, state=StockHold.State.ALLOCATED, is_ahead=False)
    allocated = dict(here.order_by().values_list("record__variant").annotate(Sum("quantity")))
    waiting = ShipmentLine.objects.filter(shipment__order=order, shipment__state=Shipment.State.PREPARING)
    packed = dict(waiting.order_by().values_list("order_line").annotate(Sum("quantity")))
    left = {line.pk: allocated.get(line.variant_id, 0) - packed.get(line.pk, 0) for line in order.lines.all()}
    return {line_id: quantity for line_id, quantity in left.items() if quantity > 0}


@transaction.atomic
def pack_shipment(
    *, order: Order, quantities: Mapping[int, int] | None = None, by: User | None, at: datetime
) -> Shipment:
    """Put units (order line id to quantity; None for all that is here) into a parcel.

    Raises OnHold, BuyerAsksToCancel and NothingToPack.
    """
    order = Order.objects.lock(order)
    if order.state == Order.State.ON_HOLD:
        raise OnHold
    if order.cancel_requests.open().exists():
        raise BuyerAsksToCancel
    left = units_to_pack(order)
    wanted = {
        line_id: quantity for line_id, quantity in (left if quantities is None else quantities).items() if quantity
    }
    too_many = any(quantity < 0 or quantity > left.get(line_id, 0) for line_id, quantity in wanted.items())
    if order.state != Order.State.CONFIRMED or not wanted or too_many:
        raise NothingToPack
    shipment = Shipment.objects.create(order=order)
    ShipmentLine.objects.bulk_create(
        ShipmentLine(shipment=shipment, order_line_id=line_id, quantity=quantity)
        for line_id, quantity in sorted(wanted.items())
    )
    write_parcel_event(shipment, OrderEvent.Kind.PACKED, by, at)
    return shipment


@transaction.atomic
def ship_shipment(*, shipment: Shipment, carrier: str, tracking_number: str, by: User | None, at: datetime) -> Shipment:
    """The carrier has the parcel: stock leaves the shelf, the buyer is told.

    Raises ParcelUnpacked, BuyerAsksToCancel, NotReadyToShip and OnHold.
    """
    shipment = lock_shipment(shipment)
    if shipment.order.cancel_requests.open().exists():
        raise BuyerAsksToCancel
    return ship_locked(shipment, carrier=carrier, tracking_number=tracking_number, by=by, at=at)


def ship_locked(shipment: Shipment, *, carrier: str, tracking_number: str, by: User | None, at: datetime) -> Shipment:
    """The same for a parcel that is locked and that nobody asks to keep back."""
    if shipment.order.state == Order.State.ON_HOLD:
        raise OnHold
    if not shipment.can_move_to(Shipment.State.SHIPPED):
        raise NotReadyToShip
    promised = shipment.order.arrives_until
    shipment.move_to(
        Shipment.State.SHIPPED, carrier=carrier, tracking_number=tracking_number, shipped_at=at, promised_on=promised
    )
    units = {line.order_line.variant_id: line.quantity for line in shipment.lines.select_related("order_line")}
    ship_stock(reference=shipment.order.reference, quantities=units, by=by)
    write_parcel_event(shipment, OrderEvent.Kind.SHIPPED, by, at, carrier=carrier, tracking_number=tracking_number)
    mail_shipped(shipment)
    return shipment


@transaction.atomic
def deliver_shipment(*, shipment: Shipment, by: User | None, at: datetime, came_at: datetime | None = None) -> Shipment:
    """The buyer has the parcel, since `came_at` if that is told; with the last one the order is completed.

    Raises NotReadyToShip.
    """
    shipment = lock_shipment(shipment)
    if not shipment.can_move_to(Shipment.State.DELIVERED):
        raise NotReadyToShip
    came_at = came_at or at
    shipment.move_to(Shipment.State.DELIVERED, delivered_at=came_at)
    write_parcel_event(shipment, OrderEvent.Kind.DELIVERED, by, came_at)
    mail_delivered(shipment)
    order = shipment.order
    if shipment.presumed_at is None:
        _mark_free_lines(shipment)
    order_followed.send(Shipment, order=order, at=at)  # it locks products, which come before points
    arrivals = order.shipments.exclude(delivered_at=None).values_list("delivered_at", flat=True)
    complete_if_delivered(order=order, at=max(moment for moment in arrivals if moment))
    follow_order_spend(order=order, at=at)
    return shipment


def silent_shipments(at: datetime) -> ShipmentQuerySet:
    """Parcels that are taken to have arrived by now, though nobody said so."""
    late = at - PRESUMED_AFTER
    return Shipment.objects.silent(shipped_before=late, promised_before=timezone.localdate(late))


@transaction.atomic
def presume_arrival(*, shipment: Shipment, at: datetime) -> Shipment:
    """Nobody told what became of a parcel: what it held counts as arrived from now on. Its state stays as told."""
    shipment = lock_shipment(shipment)
    is_silent = silent_shipments(at).filter(pk=shipment.pk).exists()
    if not is_silent or shipment.shipped_at is None:
        return shipment
    order = shipment.order
    promised_until = timezone.make_aware(datetime.combine(order.arrives_until + timedelta(days=1), time.min))
    shipment.presumed_at = presumed_arrival(shipment.shipped_at, promised_until)
    shipment.save(update_fields=["presumed_at"])
    _mark_free_lines(shipment)
    order_followed.send(Shipment, order=order, at=at)
    follow_order_spend(order=order, at=at)
    return shipment


def _mark_free_lines(shipment: Shipment) -> None:
    """Whose money had all gone back before it came was no purchase."""
    lines = OrderLine.objects.filter(shipment_lines__shipment=shipment).select_related("order").distinct()
    free = [line.pk for line in lines if line.refunded >= line.cost.without_delivery]
    if free:
        OrderLine.objects.filter(pk__in=free).update(was_free=True)


def lock_shipment(shipment: Shipment) -> Shipment:
    """The parcel with its order, both locked. Raises ParcelUnpacked."""
    order = Order.objects.lock(shipment.order)
    try:
        shipment = Shipment.objects.lock(shipment)
    except Shipment.DoesNotExist as error:
        raise ParcelUnpacked from error
    shipment.order = order
    return shipment


def write_parcel_event(
    shipment: Shipment, kind: OrderEvent.Kind, by: User | None, at: datetime, **data: object
) -> None:
    """What happened to a parcel, on its order's timeline."""
    write_order_event(
        order=shipment.order,
        kind=kind,
        reference=f"shipment/{shipment.pk}",
        actor=by,
        happened_at=at,
        data=data | {"shipment": shipment.pk},
        told={"shipment": shipment.public_id},
    )
