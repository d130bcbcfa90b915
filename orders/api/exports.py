"""What can be taken out of orders."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from django.db.models import QuerySet

from core.exports import Export
from orders.api.orders import OrderSerializer, whole
from orders.models import Order

THE_SHOP = SimpleNamespace(auth=SimpleNamespace(customer=None, scopes={"customers:read"}))
"""Stands for a caller that may know the people behind orders."""


def _orders() -> QuerySet[Order]:
    return whole(Order.objects.all())


def _for_the_shop(orders: Sequence[Order]) -> dict[str, Any]:
    return {"request": THE_SHOP}


EXPORTS = [Export("orders", _orders, OrderSerializer, _for_the_shop)]
