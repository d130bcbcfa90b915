"""What was paid belongs to one order and is exactly what it costs."""

from django.utils.translation import gettext_lazy as _

from core.audit import Check

CHECKS = [
    Check(
        "payments.paid",
        _("An order that stands is paid to the cent by payments, gift cards and credit; one that waits is not."),
        "orders_order",
        """
        SELECT sale.number, sale.state, sale.total, sale.tendered, coalesce(paid.amount, 0) AS captured
        FROM orders_order AS sale
        LEFT JOIN (
            SELECT order_id, sum(amount) AS amount FROM orders_payment WHERE state = 'captured' GROUP BY order_id
        ) AS paid ON paid.order_id = sale.id
        WHERE (sale.state IN ('confirmed', 'completed', 'stock_problem') OR sale.confirmed_at IS NOT NULL)
            AND CASE WHEN sale.imported_from <> '' THEN 0  -- it was paid to the shop that sold it
                ELSE sale.total END <> sale.tendered + coalesce(paid.amount, 0)
            OR sale.state = 'pending' AND coalesce(paid.amount, 0) > 0
        """,
    ),
    Check(
        "payments.currency",
        _("A payment is in the currency of its order."),
        "orders_payment",
        """
        SELECT payment.id AS payment, sale.number, payment.currency, sale.currency AS of_order
        FROM orders_payment AS payment JOIN orders_order AS sale ON sale.id = payment.order_id
        WHERE payment.currency <> sale.currency
        """,
    ),
    Check(
        "payments.one_order",
        _("What was captured at the provider pays for exactly one order."),
        "orders_payment",
        """
        SELECT intent_id AS intent, count(*) AS payments FROM orders_payment
        WHERE state = 'captured' AND intent_id <> '' GROUP BY intent_id HAVING count(*) > 1
        """,
    ),
    Check(
        "payments.canceled",
        _("All that was captured for a canceled order went back, is on its way or became store credit."),
        "orders_payment",
        """
        SELECT payment.id AS payment, sale.number, payment.amount, payment.refunded, payment.credited
        FROM orders_payment AS payment JOIN orders_order AS sale ON sale.id = payment.order_id
        WHERE sale.state = 'canceled' AND payment.state = 'captured'
            AND payment.amount <> payment.refunded + payment.credited
        """,
    ),
]
