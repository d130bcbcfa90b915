"""What somebody holds, for pages of other apps."""

from typing import Any

from django import template

from core.money import ZERO, Money
from loyalty.models import PointsAccount, Purse

register = template.Library()


@register.simple_tag
def store_credit(customer: Any) -> Money:
    """What is left of it. One query."""
    purse = Purse.objects.filter(owner=customer).only("balance").first()
    return purse.balance if purse else ZERO


@register.simple_tag
def points_held(customer: Any) -> int:
    """Points that are the customer's or on their way. One query."""
    account = PointsAccount.objects.filter(customer=customer).only("available", "pending").first()
    return account.available + account.pending if account else 0
