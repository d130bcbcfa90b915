"""Jobs of orders."""

from orders.tasks import (
    expected,
    fulfillment,
    occasions,
    payments,
    points,
    price_drops,
    promotions,
    reconciling,
    returns,
    sandbox,
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
    "price_drops",
    "promotions",
    "reconciling",
    "returns",
    "sandbox",
    "stock_problems",
    "tiers",
    "tracking",
]
