"""Staff pages of orders."""

from orders.admin import baskets, delivery, earning, orders, payments, promotions, referrals, shipments

__all__ = ["baskets", "delivery", "earning", "orders", "payments", "promotions", "referrals", "shipments"]
