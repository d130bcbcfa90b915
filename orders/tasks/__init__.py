"""Jobs of orders."""

from orders.tasks import payments, promotions, stock_problems

__all__ = ["payments", "promotions", "stock_problems"]
