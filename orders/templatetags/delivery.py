"""Delivery promises on pages of other apps."""

from datetime import date
from typing import Any

from babel.dates import format_interval, format_skeleton
from django import template
from django.conf import settings
from django.utils import timezone

from core.currency import babel_locale
from core.money import ZERO
from loyalty.rules.perks import NO_PERKS, Perks
from orders.actions.pricing import methods_for
from orders.models import Basket
from orders.models.baskets import BASKET_COOKIE
from orders.rules.delivery import arrival_window, delivery_price
from orders.rules.returns import return_days
from shop.models import Product, Variant

register = template.Library()


@register.simple_tag(name="return_days")
def days_to_return(perks: Perks | None = None) -> int:
    """How many days somebody with these perks has to send something back."""
    return return_days(perks or NO_PERKS)


@register.inclusion_tag("orders/delivery/_promise.html", takes_context=True)
def delivery_promise(context: Any, product: Product, variant: Variant) -> dict[str, object]:
    """When one unit would arrive in the shop's own country, and what delivery costs."""
    country = settings.SHOP_COUNTRY
    if product.ships_to and country not in product.ships_to:
        return {"offer": None}
    for method in methods_for(country):
        perks = getattr(context.get("shopper"), "perks", NO_PERKS)
        about = {"weight_g": product.weight_g or 0, "value": variant.price}
        price = delivery_price(method, **about, perks=perks, country=country)
        if price:
            first, last = arrival_window(method, _ready_on(variant), perks)
            return {
                "offer": method,
                "price": price.price,
                "is_free": price.price == ZERO,
                "is_for_members": price.reason == "member",
                "is_sooner": perks.faster_days > 0,
                "first": first,
                "last": last,
                "country": country,
                "shopper": context.get("shopper"),
            }
    return {"offer": None}


def _ready_on(variant: Variant) -> date:
    """Today, unless the page says that it is not here before a later day."""
    expected_on = None if getattr(variant, "available", 1) else getattr(variant, "expected_on", None)
    return max(timezone.localdate(), expected_on) if expected_on else timezone.localdate()


@register.simple_tag(takes_context=True)
def basket_units(context: dict) -> int:
    """How many units are in the visitor's basket; no query for someone who has none."""
    request = context["request"]
    user, token = request.user, request.COOKIES.get(BASKET_COOKIE, "")
    if not token and not user.is_authenticated:
        return 0
    lines = Basket.objects.of(user, token[:32]).filter(lines__saved_for_later=False)
    return sum(lines.values_list("lines__quantity", flat=True))


@register.filter
def days_between(first: date, last: date) -> str:
    """One day, or a span: "Tuesday, 24 November" or "November 24 – 26", as the reader's language writes it."""
    locale = babel_locale()
    if first == last:
        return format_skeleton("MMMMEEEEd", first, locale=locale)
    return format_interval(first, last, "MMMMd", locale=locale)
