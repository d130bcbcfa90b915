"""What must hold of orders, of the money that paid for them, and of what was promised."""

from orders.models.audit import (
    baskets,
    cancel_requests,
    documents,
    partner_events,
    payments,
    promotions,
    referrals,
    refunds,
    returns,
    savings,
    stock,
    tenders,
    totals,
    tracking,
)

CHECKS = [
    *baskets.CHECKS,
    *totals.CHECKS,
    *payments.CHECKS,
    *tenders.CHECKS,
    *refunds.CHECKS,
    *returns.CHECKS,
    *documents.CHECKS,
    *promotions.CHECKS,
    *savings.CHECKS,
    *stock.CHECKS,
    *referrals.CHECKS,
    *tracking.CHECKS,
    *partner_events.CHECKS,
    *cancel_requests.CHECKS,
]
