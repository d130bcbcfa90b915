"""What somebody holds, for pages of other apps."""

from typing import Any

from django import template

from core.money import ZERO, Money
from loyalty.models import Purse

register = template.Library()


@register.simple_tag
def store_credit(customer: Any) -> Money:
    """What is left of it. One query."""
    purse = Purse.objects.filter(owner=customer).only("balance").first()
    return purse.balance if purse else ZERO
