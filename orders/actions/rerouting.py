"""Packing an order somewhere else than was planned."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Refused
from orders.actions.fulfillment import NothingToPack, units_to_pack
from orders.actions.timeline import write_order_event
from orders.models import Order, OrderEvent, Shipment
from shop.actions.rerouting import move_allocation
from shop.models import Location


class PackedAlready(Refused):
    code = "packed_already"
    message = _("A parcel of this order is packed. Ship it before the rest is packed somewhere else.")


@transaction.atomic
def reroute_order(*, order: Order, location: Location, by: User | None, at: datetime) -> int:
    """All that is left to pack comes from `location`, and what was allocated elsewhere is free there again.

    Returns how many units moved. Raises PackedAlready, NothingToPack, and OutOfStock when the place has not enough.
    """
    order = Order.objects.lock(order)
    if order.shipments.filter(state=Shipment.State.PREPARING).exists():
        raise PackedAlready
    left = units_to_pack(order)
    if not left:
        raise NothingToPack
    units = {line.variant_id: left[line.pk] for line in order.lines.all() if line.pk in left}
    moved = move_allocation(reference=order.reference, quantities=units, location=location)
    if moved:
        number = order.events.filter(kind=OrderEvent.Kind.REROUTED).count() + 1
        write_order_event(
            order=order,
            kind=OrderEvent.Kind.REROUTED,
            reference=f"rerouted/{number}",
            actor=by,
            happened_at=at,
            data={"location": location.name, "units": moved},
        )
    return moved
