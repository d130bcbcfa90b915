"""Staff pages of orders."""

from orders.admin import (
    baskets,
    cancel_requests,
    claims,
    delivery,
    documents,
    earning,
    orders,
    payments,
    price_drops,
    promotions,
    referrals,
    return_policy,
    returns,
    shipments,
)

__all__ = [
    "baskets",
    "cancel_requests",
    "claims",
    "delivery",
    "documents",
    "earning",
    "orders",
    "payments",
    "price_drops",
    "promotions",
    "referrals",
    "return_policy",
    "returns",
    "shipments",
]
