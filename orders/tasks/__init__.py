"""Jobs of orders."""

from orders.tasks import payments

__all__ = ["payments"]
