"""Jobs of the shop."""

from shop.tasks import pictures, prices, stock

__all__ = ["pictures", "prices", "stock"]
