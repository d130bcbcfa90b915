"""Orders placed as a guest join the account of whoever has proven to read their address; never by a cookie."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models.functions import Lower

from accounts.models import User
from orders.actions.tiers import follow_joined_orders
from orders.models import Basket, Order


@transaction.atomic
def claim_orders(*, user: User, emails: Iterable[str], at: datetime) -> int:
    """Guests' orders to these proven addresses are the customer's from now on; returns how many.

    The baskets they were placed from go with them, but for those that are open again: their cookie's holder has them.
    """
    strays = Order.objects.annotate(address_in_lower_case=Lower("email")).filter(customer=None)
    names = [email.lower() for email in emails]
    claimed = list(strays.filter(address_in_lower_case__in=names).values_list("pk", flat=True)) if names else []
    if claimed:
        Basket.objects.filter(orders__in=claimed, state=Basket.State.PLACED).update(owner=user)
        Order.objects.filter(pk__in=claimed).exclude(basket__state=Basket.State.PLACED).update(basket=None)
        Order.objects.filter(pk__in=claimed).update(customer=user)
        follow_joined_orders(customer=user, at=at)
    return len(claimed)
