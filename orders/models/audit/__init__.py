"""What must hold of orders, of the money that paid for them, and of what was promised."""

from orders.models.audit import baskets, payments, promotions, referrals, refunds, stock, tenders, totals

CHECKS = [
    *baskets.CHECKS,
    *totals.CHECKS,
    *payments.CHECKS,
    *tenders.CHECKS,
    *refunds.CHECKS,
    *promotions.CHECKS,
    *stock.CHECKS,
    *referrals.CHECKS,
]
