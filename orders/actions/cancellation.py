"""Canceling a paid order before it is packed: stock is free again and the money goes back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Refused
from orders.actions.mails import mail_order_canceled
from orders.actions.payments import request_refund
from orders.models import Order, OrderEvent, Payment
from shop.actions.stock import release_stock


class TooLateToCancel(Refused):
    code = "too_late_to_cancel"
    message = _("This order is being packed already, so it cannot be canceled any more.")


@transaction.atomic
def cancel_order(*, order: Order, by: User | None, at: datetime, reason: str = "") -> Order:
    """Cancel a confirmed order that has no parcel yet. Raises TooLateToCancel."""
    order = Order.objects.lock(order)
    if order.state != Order.State.CONFIRMED or order.shipments.exists():
        raise TooLateToCancel
    order.move_to(Order.State.CANCELED, canceled_at=at)
    release_stock(reference=order.reference)
    OrderEvent.objects.create(
        order=order,
        kind=OrderEvent.Kind.CANCELED,
        reference=order.reference,
        actor=by,
        happened_at=at,
        data={"reason": reason},
    )
    for payment in order.payments.filter(state=Payment.State.CAPTURED):
        request_refund(payment=payment, amount=payment.amount - payment.refunded, reason="canceled", at=at, by=by)
    mail_order_canceled(order)
    return order
