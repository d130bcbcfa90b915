"""Jobs of orders."""

from orders.tasks import payments, stock_problems

__all__ = ["payments", "stock_problems"]
