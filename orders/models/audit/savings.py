"""What members are told that they saved is what their orders say."""

from django.utils.translation import gettext_lazy as _

from core.audit import Check

CHECKS = [
    Check(
        "savings.orders",
        _("The ledger of savings says of an order what its snapshot does: all of it, nothing of a canceled one."),
        "loyalty_saving",
        """
        SELECT sale.number, sale.state, sale.promised, coalesce(ledger.amount, 0) AS of_ledger
        FROM (
            SELECT number, state, confirmed_at, id,
                coalesce(CAST(perks -> 'saved' ->> 'delivery' AS bigint), 0)
                + coalesce(CAST(perks -> 'saved' ->> 'goods' AS bigint), 0) AS promised
            FROM orders_order
        ) AS sale
        LEFT JOIN (SELECT reference, sum(amount) AS amount FROM loyalty_saving GROUP BY reference) AS ledger
            ON ledger.reference = 'order/' || sale.number
        LEFT JOIN (
            SELECT order_id, sum(canceled) AS canceled, sum(returned) AS returned
            FROM orders_orderline GROUP BY order_id
        ) AS gone ON gone.order_id = sale.id
        WHERE coalesce(ledger.amount, 0) < 0 OR coalesce(ledger.amount, 0) > sale.promised
            OR ((sale.state = 'canceled' OR sale.confirmed_at IS NULL) AND coalesce(ledger.amount, 0) <> 0)
            OR (sale.state IN ('confirmed', 'completed') AND gone.canceled = 0 AND gone.returned = 0
                AND coalesce(ledger.amount, 0) <> sale.promised)
        """,
    ),
    Check(
        "savings.members",
        _("A saving belongs to an order of the member who is told of it."),
        "loyalty_saving",
        """
        SELECT saving.id AS saving, saving.reference, saving.customer_id AS customer
        FROM loyalty_saving AS saving
        JOIN loyalty_membership AS membership ON membership.id = saving.membership_id
        LEFT JOIN orders_order AS sale ON 'order/' || sale.number = saving.reference
        WHERE sale.id IS NULL OR coalesce(sale.customer_id, 0) <> saving.customer_id
            OR membership.customer_id <> saving.customer_id
        """,
    ),
]
