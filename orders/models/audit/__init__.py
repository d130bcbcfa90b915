"""What must hold of orders, of the money that paid for them, and of what was promised."""

from orders.models.audit import (
    baskets,
    documents,
    payments,
    promotions,
    referrals,
    refunds,
    returns,
    savings,
    stock,
    tenders,
    totals,
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
]
