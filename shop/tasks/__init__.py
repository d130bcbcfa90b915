"""Jobs of the shop."""

from shop.tasks import alerts, feeds, partner_events, pictures, prices, stock

__all__ = ["alerts", "feeds", "partner_events", "pictures", "prices", "stock"]
