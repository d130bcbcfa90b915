"""Jobs of the shop."""

from shop.tasks import pictures, stock

__all__ = ["pictures", "stock"]
