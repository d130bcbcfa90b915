"""Promotions on pages of other apps."""

from django import template
from django.utils import timezone

from orders.actions.terms import offers_on
from shop.models import Product

register = template.Library()


@register.inclusion_tag("orders/offers/_product.html")
def product_offers(product: Product) -> dict[str, object]:
    """What runs for this product by itself, as the basket will count it."""
    return {"offers": offers_on(product, timezone.now())}
