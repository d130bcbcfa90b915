"""Jobs of orders."""

from orders.tasks import expected, payments, promotions, stock_problems

__all__ = ["expected", "payments", "promotions", "stock_problems"]
