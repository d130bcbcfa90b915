"""Staff pages of orders."""

from orders.admin import baskets, delivery, documents, earning, orders, payments, promotions, referrals, shipments

__all__ = ["baskets", "delivery", "documents", "earning", "orders", "payments", "promotions", "referrals", "shipments"]
