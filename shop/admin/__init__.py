"""Staff pages of the shop."""

from shop.admin import alerts, catalog, pages, price_lists, prices, stock

__all__ = ["alerts", "catalog", "pages", "price_lists", "prices", "stock"]
