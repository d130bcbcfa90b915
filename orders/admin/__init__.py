"""Staff pages of orders."""

from orders.admin import (
    baskets,
    delivery,
    documents,
    earning,
    orders,
    payments,
    price_drops,
    promotions,
    referrals,
    returns,
    shipments,
)

__all__ = [
    "baskets",
    "delivery",
    "documents",
    "earning",
    "orders",
    "payments",
    "price_drops",
    "promotions",
    "referrals",
    "returns",
    "shipments",
]
