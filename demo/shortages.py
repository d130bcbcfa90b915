"""Some things run short, as in every shop."""

from random import Random

from accounts.models import User
from demo.catalog import Item
from shop.actions.stock import correct_stock
from shop.models import StockRecord


def leave_shortages(products: dict[int, Item], rng: Random, staff: User) -> None:
    """Items that say how many are left get that; of the others an option here and there is short or gone."""
    for record in StockRecord.objects.select_related("variant").order_by("pk"):
        item = products[record.variant.product_id]
        left = item.stock
        if left is None and item.options and rng.random() < 0.07:
            left = rng.choice((0, 2, 4))
        if left is not None and left < record.available:
            correct_stock(record=record, on_hand=record.allocated + record.held + left, reason="count", by=staff)
