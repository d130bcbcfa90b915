"""Jobs of orders."""

from orders.tasks import (
    expected,
    fulfillment,
    occasions,
    payments,
    points,
    promotions,
    returns,
    stock_problems,
    tiers,
    tracking,
)

__all__ = [
    "expected",
    "fulfillment",
    "occasions",
    "payments",
    "points",
    "promotions",
    "returns",
    "stock_problems",
    "tiers",
    "tracking",
]
