"""Whose first order was how long ago."""

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
from loyalty.models.occasions import anniversary_on
from orders.models import Order


def first_bought_on(day: date) -> QuerySet[User]:
    """Whose first order that stands was confirmed on this day of an earlier year."""
    standing = Order.objects.placed().exclude(state=Order.State.CANCELED)
    earlier = standing.filter(customer=OuterRef("customer"), confirmed_at__lt=OuterRef("confirmed_at"))
    first = standing.filter(~Exists(earlier), anniversary_on("confirmed_at", day), customer__isnull=False)
    return User.objects.filter(pk__in=first.values("customer"), is_active=True)
