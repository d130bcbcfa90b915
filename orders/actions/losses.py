"""A parcel that never arrived: its units are sent again from what is there, or their money goes back."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Refused
from core.money import ZERO, Money
from core.retries import again_when_blocked
from orders.actions.cancellation import cancel_whole, complete_if_delivered, drop_units
from orders.actions.fulfillment import lock_shipment, write_parcel_event
from orders.actions.mails import mail_lost
from orders.actions.tiers import follow_order_spend
from orders.models import OrderEvent, OrderLine, Shipment, ShipmentLine
from orders.models.arrivals import has_come
from orders.signals import order_followed
from shop.actions.stock import secure_stock


class NotOnItsWay(Refused):
    code = "not_on_its_way"
    message = _("Only a parcel that is on its way can be lost.")


@again_when_blocked
@transaction.atomic
def lose_shipment(*, shipment: Shipment, send_again: bool, by: User | None, at: datetime) -> Shipment:
    """The parcel will not arrive. Its units are allocated once more and are to be packed, or paid back.

    What is to be sent again and is not in stock is paid back. The buyer is told. Raises NotOnItsWay.
    """
    shipment = lock_shipment(shipment)
    if not shipment.can_move_to(Shipment.State.LOST) or _came_back(shipment):
        raise NotOnItsWay
    shipment.move_to(Shipment.State.LOST)
    order_followed.send(Shipment, order=shipment.order, at=at)  # it locks products, which come before points
    write_parcel_event(shipment, OrderEvent.Kind.LOST, by, at)
    lines = {line.order_line: line.quantity for line in shipment.lines.select_related("order_line__variant__product")}
    gone = _not_there(shipment, lines, at) if send_again else dict(lines)
    refunded = _pay_back(shipment, gone, by, at) if gone else ZERO
    again = [(units - gone.get(line, 0), line) for line, units in lines.items() if units > gone.get(line, 0)]
    mail_lost(shipment, again, refunded)
    complete_if_delivered(order=shipment.order, at=at)
    follow_order_spend(order=shipment.order, at=at)
    return shipment


def _came_back(shipment: Shipment) -> bool:
    """Whether more of its lines came back than ever arrived in other parcels: so it had arrived."""
    for row in shipment.lines.select_related("order_line"):
        others = ShipmentLine.objects.filter(has_come("shipment__"), order_line=row.order_line)
        came = others.exclude(shipment=shipment).aggregate(units=Sum("quantity"))["units"] or 0
        if row.order_line.returned > came:
            return True
    return False


def _not_there(shipment: Shipment, lines: Mapping[OrderLine, int], at: datetime) -> dict[OrderLine, int]:
    """Allocate the lost units anew; returns those of which there are not enough."""
    lost_parcels = ShipmentLine.objects.filter(shipment__state=Shipment.State.LOST, order_line__in=lines)
    lost = dict(lost_parcels.order_by().values_list("order_line").annotate(Sum("quantity")))
    wanted = {line.variant: line.units + lost[line.pk] for line in lines}
    missing = secure_stock(quantities=wanted, reference=shipment.order.reference, at=at)
    return {line: missing[line.variant] for line in lines if missing.get(line.variant)}


def _pay_back(shipment: Shipment, gone: dict[OrderLine, int], by: User | None, at: datetime) -> Money:
    order, reason = shipment.order, "lost on the way"
    if sum(line.units for line in order.lines.all()) == sum(gone.values()):
        return cancel_whole(order, by, at, reason)
    return drop_units(order=order, units=gone, by=by, at=at, reason=reason)
