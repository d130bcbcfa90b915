"""Staff pages of orders."""

from orders.admin import (
    baskets,
    cancel_requests,
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
    "cancel_requests",
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
