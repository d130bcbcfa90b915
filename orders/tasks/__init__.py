"""Jobs of orders."""

from orders.tasks import fulfillment, payments, promotions, stock_problems

__all__ = ["fulfillment", "payments", "promotions", "stock_problems"]
