"""Staff pages of orders."""

from orders.admin import (
    baskets,
    delivery,
    documents,
    earning,
    orders,
    payments,
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
    "promotions",
    "referrals",
    "returns",
    "shipments",
]
