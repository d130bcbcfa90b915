"""Staff pages of the shop."""

from shop.admin import catalog, pages, price_lists, prices, stock

__all__ = ["catalog", "pages", "price_lists", "prices", "stock"]
