"""Jobs of the shop."""

from shop.tasks import alerts, pictures, prices, stock

__all__ = ["alerts", "pictures", "prices", "stock"]
