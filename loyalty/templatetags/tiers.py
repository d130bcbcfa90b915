"""A customer's tier on pages of other apps."""

from typing import Any

from django import template

from loyalty.models import Tier, TierStatus
from loyalty.rules.tiers import KnownTier

register = template.Library()


@register.simple_tag
def tier_of(customer: Any) -> KnownTier | None:
    """The tier that is held. One query, and none in a shop without tiers."""
    known = Tier.known()
    held = TierStatus.objects.filter(customer=customer).values_list("tier_id", flat=True).first() if known else None
    return known.get(held) if held else None
