"""Putting an order on hold before it leaves, and letting it go on."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Refused
from orders.actions.cancellation import complete_if_delivered
from orders.actions.mails import mail_on_hold
from orders.actions.timeline import write_order_event
from orders.models import Order, OrderEvent


class NothingToHold(Refused):
    code = "nothing_to_hold"
    message = _("Only a confirmed order of which something is still to be sent can be put on hold.")


class NotOnHold(Refused):
    code = "not_on_hold"
    message = _("This order is not on hold.")


@transaction.atomic
def hold_order(*, order: Order, reason: str, note: str, by: User | None, at: datetime) -> Order:
    """Nothing of it is packed or shipped until it goes on; its buyer reads why. `note` is for staff alone.

    `reason` is one of Order.HoldReason. Raises NothingToHold.
    """
    order = Order.objects.lock(order)
    if order.state != Order.State.CONFIRMED or order.fulfillment_status in ("shipped", "delivered", "canceled"):
        raise NothingToHold
    order.move_to(Order.State.ON_HOLD, hold_reason=reason)
    number = order.events.filter(kind=OrderEvent.Kind.HELD).count() + 1
    _write(order, OrderEvent.Kind.HELD, number, by, at, reason=reason, note=note)
    mail_on_hold(order, key=f"{order.reference}/hold/{number}")
    return order


@transaction.atomic
def resume_order(*, order: Order, by: User | None, at: datetime) -> Order:
    """What was to be checked is checked. Raises NotOnHold."""
    order = Order.objects.lock(order)
    if order.state != Order.State.ON_HOLD:
        raise NotOnHold
    order.move_to(Order.State.CONFIRMED, hold_reason="")
    number = order.events.filter(kind=OrderEvent.Kind.RESUMED).count() + 1
    _write(order, OrderEvent.Kind.RESUMED, number, by, at)
    complete_if_delivered(order=order, at=at)
    return order


def _write(order: Order, kind: OrderEvent.Kind, number: int, by: User | None, at: datetime, **data: str) -> None:
    reference = f"hold/{number}"
    write_order_event(order=order, kind=kind, reference=reference, actor=by, happened_at=at, data=data)
