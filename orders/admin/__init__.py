"""Staff pages of orders."""

from orders.admin import delivery, orders, payments, shipments

__all__ = ["delivery", "orders", "payments", "shipments"]
