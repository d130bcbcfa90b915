"""Packing, shipping and delivering, by parcels."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Refused
from orders.actions.mails import mail_delivered, mail_shipped
from orders.models import Order, OrderEvent, OrderLine, Shipment, ShipmentLine
from orders.models.shipments import ShipmentQuerySet
from orders.rules.delivery import PRESUMED_AFTER, presumed_arrival
from orders.signals import order_followed
from shop.actions.stock import ship_stock


class NothingToPack(Refused):
    code = "nothing_to_pack"
    message = _("There is nothing left to pack in that quantity.")


class NotReadyToShip(Refused):
    code = "not_ready_to_ship"
    message = _("Only a packed parcel can be shipped, and only a shipped one delivered.")


def units_to_pack(order: Order) -> dict[int, int]:
    """Units of each order line (by id) that are in no parcel yet; a lost parcel's units are to pack again."""
    packed = dict(
        ShipmentLine.objects.filter(shipment__order=order)
        .exclude(shipment__state=Shipment.State.LOST)
        .values_list("order_line")
        .annotate(Sum("quantity"))
        .order_by()
    )
    left = {line.pk: line.units - packed.get(line.pk, 0) for line in order.lines.all()}
    return {line_id: quantity for line_id, quantity in left.items() if quantity > 0}


@transaction.atomic
def pack_shipment(
    *, order: Order, quantities: Mapping[int, int] | None = None, by: User | None, at: datetime
) -> Shipment:
    """Put units (order line id to quantity; None for all that is left) into a parcel. Raises NothingToPack."""
    order = Order.objects.lock(order)
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
    _write_event(shipment, OrderEvent.Kind.PACKED, by, at)
    return shipment


@transaction.atomic
def ship_shipment(*, shipment: Shipment, carrier: str, tracking_number: str, by: User | None, at: datetime) -> Shipment:
    """The carrier has the parcel: stock leaves the shelf, the buyer is told. Raises NotReadyToShip."""
    shipment = _lock(shipment)
    if not shipment.can_move_to(Shipment.State.SHIPPED):
        raise NotReadyToShip
    shipment.move_to(Shipment.State.SHIPPED, carrier=carrier, tracking_number=tracking_number, shipped_at=at)
    units = {line.order_line.variant_id: line.quantity for line in shipment.lines.select_related("order_line")}
    ship_stock(reference=shipment.order.reference, quantities=units, by=by)
    _write_event(shipment, OrderEvent.Kind.SHIPPED, by, at, carrier=carrier, tracking_number=tracking_number)
    mail_shipped(shipment)
    return shipment


@transaction.atomic
def deliver_shipment(*, shipment: Shipment, by: User | None, at: datetime) -> Shipment:
    """The buyer has the parcel; with the last one the order is completed. Raises NotReadyToShip."""
    shipment = _lock(shipment)
    if not shipment.can_move_to(Shipment.State.DELIVERED):
        raise NotReadyToShip
    shipment.move_to(Shipment.State.DELIVERED, delivered_at=at)
    _write_event(shipment, OrderEvent.Kind.DELIVERED, by, at)
    mail_delivered(shipment)
    order = shipment.order
    if order.state == Order.State.CONFIRMED and order.fulfillment_status == "delivered":
        order.move_to(Order.State.COMPLETED, completed_at=at)
    if shipment.presumed_at is None:
        _mark_free_lines(shipment)
    order_followed.send(Shipment, order=order, at=at)
    return shipment


def silent_shipments(at: datetime) -> ShipmentQuerySet:
    """Parcels that are taken to have arrived by now, though nobody said so."""
    late = at - PRESUMED_AFTER
    return Shipment.objects.silent(shipped_before=late, promised_before=timezone.localdate(late))


@transaction.atomic
def presume_arrival(*, shipment: Shipment, at: datetime) -> Shipment:
    """Nobody told what became of a parcel: what it held counts as arrived from now on. Its state stays as told."""
    shipment = _lock(shipment)
    is_silent = silent_shipments(at).filter(pk=shipment.pk).exists()
    if not is_silent or shipment.shipped_at is None:
        return shipment
    order = shipment.order
    promised_until = timezone.make_aware(datetime.combine(order.arrives_until + timedelta(days=1), time.min))
    shipment.presumed_at = presumed_arrival(shipment.shipped_at, promised_until)
    shipment.save(update_fields=["presumed_at"])
    _mark_free_lines(shipment)
    order_followed.send(Shipment, order=order, at=at)
    return shipment


def _mark_free_lines(shipment: Shipment) -> None:
    """Whose money had all gone back before it came was no purchase."""
    lines = OrderLine.objects.filter(shipment_lines__shipment=shipment).select_related("order").distinct()
    free = [line.pk for line in lines if line.refunded >= line.cost.without_delivery]
    if free:
        OrderLine.objects.filter(pk__in=free).update(was_free=True)


def _lock(shipment: Shipment) -> Shipment:
    order = Order.objects.lock(shipment.order)
    shipment = Shipment.objects.lock(shipment)
    shipment.order = order
    return shipment


def _write_event(shipment: Shipment, kind: OrderEvent.Kind, by: User | None, at: datetime, **data: str) -> None:
    OrderEvent.objects.create(
        order=shipment.order,
        kind=kind,
        reference=f"shipment/{shipment.pk}",
        actor=by,
        happened_at=at,
        data=data | {"shipment": shipment.pk},
    )
