"""Recording on products how many were sold, for best sellers and search."""

from collections import Counter
from collections.abc import Iterable

from django.db import transaction
from django.db.models import F

from shop.models import Product


@transaction.atomic(savepoint=False)
def record_sales(*, lines: Iterable[tuple[int, int]]) -> None:
    """`lines` are pairs of product id and units sold."""
    sold: Counter[int] = Counter()
    for product_id, quantity in lines:
        sold[product_id] += quantity
    for product_id in sorted(sold):
        Product.objects.filter(pk=product_id).update(sold_count=F("sold_count") + sold[product_id])
