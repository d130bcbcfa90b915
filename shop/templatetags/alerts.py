"""What a visitor waits for, on the page of a product."""

from decimal import Decimal
from typing import Any

from django import template

from core.currency import exponent
from shop.models import Alert, Variant

register = template.Library()


@register.simple_tag(takes_context=True)
def own_alert(context: Any, kind: str) -> Alert | None:
    """The customer's live alert of this kind for the variant on the page; guests cost no query."""
    request = context["request"]
    if "sessionid" not in request.COOKIES or not request.user.is_authenticated or request.resolver_match is None:
        return None
    slug, sku = request.resolver_match.kwargs.get("slug", ""), request.GET.get("variant", "")[:60]
    shown = Variant.objects.filter(product__slug=slug, is_active=True)
    chosen = shown.filter(sku=sku) if sku else shown.order_by("position", "id")[:1]
    return Alert.objects.live().filter(customer=request.user, kind=kind, variant__in=chosen).first()


@register.simple_tag
def smallest_amount() -> Decimal:
    """One minor unit of the currency, as the step of a field for amounts."""
    return Decimal(1).scaleb(-exponent())
