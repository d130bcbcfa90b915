"""Points on pages of other apps."""

from typing import Any

from django import template
from django.utils import timezone

from core.money import Money
from loyalty.models import PointsProgram, ReferralProgram
from loyalty.rules.perks import NO_PERKS
from orders.actions.points import points_for_goods
from shop.models import Product

register = template.Library()


@register.simple_tag
def has_points() -> bool:
    """Whether this shop has points."""
    return PointsProgram.current().is_active


@register.simple_tag(takes_context=True)
def product_points(context: Any, product: Product, price: Money) -> int:
    """What one unit earns this shopper at this price; 0 in a shop without points."""
    perks = getattr(context.get("shopper"), "perks", NO_PERKS)
    return points_for_goods(product=product, price=price, at=timezone.now(), perks=perks)


@register.simple_tag
def has_referrals() -> bool:
    """Whether bringing a friend earns something in this shop."""
    return ReferralProgram.running() is not None
