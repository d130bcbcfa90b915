"""An order in words and steps."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from accounts.models import User
from core.currency import format_money
from core.money import ZERO, Money
from loyalty.rules.perks import perks_from
from orders.actions.leaving import orders_in_the_way
from orders.models import CreditNote, Invoice, Order, Shipment
from orders.rules.tracking import tracking_address

register = template.Library()
REACHED = {"none": 1, "packing": 2, "partly_shipped": 3, "shipped": 3, "delivered": 4, "canceled": 1}


@register.simple_tag
def order_headline(order: Order) -> str:
    """Where the order is, in a sentence."""
    words = {
        "none": gettext("We have your order and pack it next."),
        "packing": gettext("Your order is being packed."),
        "partly_shipped": gettext("Part of your order is on its way."),
        "shipped": gettext("Your order is on its way."),
        "delivered": gettext("Delivered. We hope you like it."),
        "canceled": gettext("Nothing of this order is left to send."),
    }
    return words[order.fulfillment_status]


@register.simple_tag
def hold_words(order: Order) -> str:
    """Why it is on hold, as its buyer reads it."""
    words = {
        "address": gettext("We are not sure that the address is right. Please check it, and correct it if need be."),
        "payment": gettext("We are checking the payment. You need not do anything; it is packed right after."),
        "buyer": gettext("As you wished, we wait with packing. Tell us when it may go on."),
        "goods": gettext("We are having a second look at the goods before they leave."),
    }
    return words.get(order.hold_reason, "")


@register.simple_tag
def return_words(order: Order) -> str:
    """Until when things may be sent back; nothing before they came."""
    until = order.returnable_until
    if until is None or order.state == Order.State.CANCELED:
        return ""
    day = date_format(timezone.localtime(until), "DATE_FORMAT")
    if until < timezone.now():
        return gettext("Things could be sent back until %s. If something broke, tell us all the same.") % day
    words = gettext("You can send things back until %s.") % day
    is_free = perks_from(order.perks).free_returns
    return f"{words} {gettext('Sending it back is free for you as a member.')}" if is_free else words


@register.filter
def steps(order: Order) -> list[dict[str, object]]:
    """Ordered, packed, on its way, delivered: which are done and which is next."""
    reached = 0 if order.state == Order.State.PENDING else REACHED[order.fulfillment_status]
    labels = [gettext("Ordered"), gettext("Packed"), gettext("On its way"), gettext("Delivered")]
    return [
        {"label": label, "done": place < reached, "now": place == reached - 1} for place, label in enumerate(labels)
    ]


@register.filter
def tracking_url(shipment: Shipment) -> str:
    return tracking_address(shipment.carrier, shipment.tracking_number)


@register.simple_tag
def open_orders(customer: User) -> list[tuple[Order, str]]:
    """Orders that need their customer, with the reason in words."""
    return orders_in_the_way(customer)


@register.simple_tag(takes_context=True)
def document_address(context: Any, document: Invoice | CreditNote, token: str) -> str:
    """Where an invoice or credit note is read: whoever came by the link goes on by it."""
    order, user = document.order, context["request"].user
    by_link = bool(token) and not (user.is_authenticated and order.customer_id == user.pk)
    where = {"token": token} if by_link else {"number": order.number}
    if isinstance(document, Invoice):
        return reverse("orders:order-invoice-link" if by_link else "orders:order-invoice", kwargs=where)
    name = "orders:credit-note-link" if by_link else "orders:credit-note"
    return reverse(name, kwargs=where | {"note_number": document.number})


@register.simple_tag
def back_amount(amount: Money) -> str:
    """What goes back is taken off the sum; what is deducted from it is not."""
    return format_money(-amount) if amount < ZERO else f"−{format_money(amount)}"
