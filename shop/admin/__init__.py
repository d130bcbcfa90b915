"""Staff pages of the shop."""

from shop.admin import catalog, pages, stock

__all__ = ["catalog", "pages", "stock"]
