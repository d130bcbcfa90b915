"""Prices in words."""

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.currency import format_money
from core.money import Money
from shop.models import Variant

register = template.Library()


@register.simple_tag
def per_unit(variant: Variant, price: Money) -> str:
    """ "€51.60 per kg" for a variant that costs `price`; nothing when its contents are not known or say nothing new."""
    found = variant.unit_price(price)
    return unit_words(found.price, found.unit) if found else ""


@register.simple_tag
def unit_words(price: Money, unit: str) -> str:
    """A unit price in words, `unit` as in shop/rules/unit_prices.py."""
    name = pgettext("unit of a price", "piece") if unit == "piece" else unit
    return _("%(price)s per %(unit)s") % {"price": format_money(price), "unit": name}
