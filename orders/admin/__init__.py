"""Staff pages of orders."""

from orders.admin import (
    baskets,
    cancel_requests,
    delivery,
    earning,
    orders,
    payments,
    promotions,
    referrals,
    shipments,
)

__all__ = [
    "baskets",
    "cancel_requests",
    "delivery",
    "earning",
    "orders",
    "payments",
    "promotions",
    "referrals",
    "shipments",
]
