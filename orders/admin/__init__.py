"""Staff pages of orders."""

from orders.admin import baskets, delivery, orders, payments, promotions, shipments

__all__ = ["baskets", "delivery", "orders", "payments", "promotions", "shipments"]
