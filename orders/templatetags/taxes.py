"""Prices with and without tax: businesses read them without tax first and with tax beside."""

from typing import Any

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext

from accounts.models import CustomerGroup
from core.currency import format_money
from core.money import Money
from orders.actions.pricing import home_taxes
from orders.rules.taxes import STANDARD

register = template.Library()


@register.simple_tag(takes_context=True)
def amount_shown(context: Any, amount: Money | None, tax_class: str = STANDARD) -> Money | None:
    """What this shopper reads first for an amount of the catalog."""
    if amount is None or not sees_without_tax(context):
        return amount
    return home_taxes(timezone.now()).without_tax(amount, tax_class)


@register.simple_tag(takes_context=True)
def tax_beside(context: Any, amount: Money | None, tax_class: str = STANDARD) -> str:
    """The words after it: nothing for consumers."""
    if amount is None or not sees_without_tax(context):
        return ""
    price = format_money(home_taxes(timezone.now()).with_tax(amount, tax_class))
    return gettext("without tax, %(price)s with tax") % {"price": price}


@register.simple_tag
def tax_note(without_tax: bool) -> str:
    """What a price on the product page holds, in words."""
    if settings.PRICES_INCLUDE_TAX and not without_tax:
        return gettext("Tax included, plus delivery")
    return gettext("Plus tax and delivery")


@register.simple_tag(takes_context=True)
def sees_without_tax(context: Any) -> bool:
    """Whether this page is for somebody who reads prices without tax first."""
    shopper = context.get("shopper")
    if shopper is not None:
        return bool(shopper.without_tax)
    return CustomerGroup.sees_without_tax(context["request"].user)
