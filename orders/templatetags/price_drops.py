"""What of an order got cheaper, for its page."""

from typing import Any

from django import template
from django.utils import timezone

from orders.actions.price_drops import due_for, ends_at, wants_credit
from orders.models import Order, PriceDropPromise
from orders.rules.price_drops import Mode

register = template.Library()


@register.inclusion_tag("orders/orders/_price_drops.html", takes_context=True)
def price_drops(context: Any, order: Order, token: str) -> dict[str, object]:
    """Nothing for whom the page is not, and where nothing is promised."""
    promise, user, now = PriceDropPromise.current(), context["request"].user, timezone.now()
    until = ends_at(order, promise)
    if (
        not token
        or promise.mode == Mode.OFF
        or order.is_gift_card
        or order.is_imported
        or order.state == Order.State.CANCELED
    ):
        return {}
    if until and until <= now:
        return {}
    is_owner = user.is_authenticated and order.customer_id == user.pk
    is_automatic = promise.mode == Mode.AUTOMATIC
    return {
        "request": context["request"],
        "token": token,
        "until": until,
        "is_owner": is_owner,
        "is_automatic": is_automatic,
        "to_credit": is_owner and is_automatic and wants_credit(user),
        "due": [] if is_automatic else due_for(order=order, at=now),
    }
