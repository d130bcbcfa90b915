"""Jobs of orders."""

from orders.tasks import expected, fulfillment, payments, promotions, stock_problems

__all__ = ["expected", "fulfillment", "payments", "promotions", "stock_problems"]
