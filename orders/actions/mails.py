"""The mails of an order. Each is queued in the transaction of what it tells about."""

from django.conf import settings
from django.urls import reverse

from core.actions.mail import queue_mail
from core.links import sign_link
from orders.models import Order, Shipment

VIEW = "order-view"
"""The purpose of the link by which a guest sees an order."""


def order_link(order: Order) -> str:
    """The address, on the shop's own host, at which whoever got the mail sees the order."""
    return settings.BASE_URL + reverse("orders:order-link", args=[sign_link(VIEW, order.number)])


def mail_order_confirmation(order: Order) -> None:
    _queue("orders/order_confirmation", order.reference, order)


def mail_payment_returned(order: Order) -> None:
    _queue("orders/payment_returned", order.reference, order)


def mail_order_canceled(order: Order) -> None:
    _queue("orders/order_canceled", order.reference, order)


def mail_shipped(shipment: Shipment) -> None:
    _queue("orders/order_shipped", f"shipment/{shipment.pk}", shipment.order, shipment=shipment)


def mail_delivered(shipment: Shipment) -> None:
    _queue("orders/order_delivered", f"shipment/{shipment.pk}", shipment.order, shipment=shipment)


def mail_order_link(order: Order, key: str) -> None:
    """The answer to a guest's look-up: the link goes to the address on the order and to nobody else."""
    _queue("orders/order_link", key, order)


def _queue(template: str, key: str, order: Order, **context: object) -> None:
    lines = list(order.lines.select_related("product__main_picture"))
    context |= {"order": order, "lines": lines, "address": order.address, "order_url": order_link(order)}
    queue_mail(template=template, key=key, to=order.email, language=order.language, context=context)
