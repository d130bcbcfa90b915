"""Jobs of the shop."""

from shop.tasks import alerts, partner_events, pictures, prices, stock

__all__ = ["alerts", "partner_events", "pictures", "prices", "stock"]
