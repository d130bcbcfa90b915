"""What went back: counted on payments, tenders and lines alike, never more than came in."""

from django.utils.translation import gettext_lazy as _

from core.audit import Check

CHECKS = [
    Check(
        "refunds.payments",
        _("What is refunded of a payment is the sum of its refunds, and not more than was captured."),
        "orders_payment",
        """
        SELECT payment.id AS payment, payment.state, payment.amount, payment.refunded,
            coalesce(refunds.amount, 0) AS of_refunds
        FROM orders_payment AS payment
        LEFT JOIN (SELECT payment_id, sum(amount) AS amount FROM orders_refund GROUP BY payment_id) AS refunds
            ON refunds.payment_id = payment.id
        WHERE payment.refunded <> coalesce(refunds.amount, 0) OR payment.refunded > payment.amount
            OR payment.refunded > 0 AND payment.state <> 'captured'
        """,
    ),
    Check(
        "refunds.tenders",
        _("What is refunded of a tender came back into its purse, and is not more than it paid."),
        "orders_ordertender",
        """
        SELECT sale.number, tender.purse_id AS purse, tender.amount, tender.refunded,
            coalesce(entries.amount, 0) AS came_back
        FROM orders_ordertender AS tender JOIN orders_order AS sale ON sale.id = tender.order_id
        LEFT JOIN (
            SELECT purse_id, substr(reference, 7, 10) AS number, sum(amount) AS amount FROM loyalty_purseentry
            WHERE kind = 'refunded' GROUP BY purse_id, substr(reference, 7, 10)
        ) AS entries ON entries.purse_id = tender.purse_id AND entries.number = sale.number
        WHERE tender.kind NOT IN ('points', 'exchange') AND tender.refunded <> coalesce(entries.amount, 0)
            OR tender.refunded > tender.amount
        """,
    ),
    Check(
        "refunds.points",
        _("Of points that paid for an order the share came back that was refunded, rounded down until the last."),
        "orders_ordertender",
        """
        SELECT sale.number, tender.points, tender.amount, tender.refunded, coalesce(came.points, 0) AS came_back
        FROM orders_ordertender AS tender JOIN orders_order AS sale ON sale.id = tender.order_id
        LEFT JOIN (
            SELECT move.account_id, substr(move.reference, 7, 10) AS number, -sum(leg.points) AS points
            FROM loyalty_pointsmove AS move JOIN loyalty_pointsleg AS leg ON leg.move_id = move.id
            WHERE move.kind = 'returned' AND leg.book = 'spent' GROUP BY move.account_id, substr(move.reference, 7, 10)
        ) AS came ON came.account_id = tender.points_account_id AND came.number = sale.number
        WHERE tender.kind = 'points' AND tender.points * tender.refunded / tender.amount <> coalesce(came.points, 0)
        """,
    ),
    Check(
        "refunds.orders",
        _("What lines and delivery of an order count as refunded, less what was deducted, is what went back."),
        "orders_order",
        """
        SELECT sale.number, coalesce(lines.refunded, 0) + sale.delivery_refunded AS counted,
            coalesce(off.amount, 0) AS deducted,
            coalesce(paid.refunded, 0) + coalesce(tendered.refunded, 0) + sale.moved AS sent_back
        FROM orders_order AS sale
        LEFT JOIN (
            SELECT order_id, sum(refunded) AS refunded, sum(canceled) AS canceled FROM orders_orderline
            WHERE refunded <> 0 OR canceled <> 0 GROUP BY order_id
        ) AS lines ON lines.order_id = sale.id
        LEFT JOIN (
            SELECT order_id, sum(refunded + credited) AS refunded FROM orders_payment
            WHERE refunded <> 0 OR credited <> 0 GROUP BY order_id
        ) AS paid ON paid.order_id = sale.id
        LEFT JOIN (
            SELECT order_id, sum(refunded) AS refunded FROM orders_ordertender WHERE refunded <> 0 GROUP BY order_id
        ) AS tendered ON tendered.order_id = sale.id
        LEFT JOIN (
            SELECT note.order_id, sum(part.amount) AS amount
            FROM orders_creditnotepart AS part JOIN orders_creditnote AS note ON note.id = part.note_id
            WHERE part.amount < 0 GROUP BY note.order_id
        ) AS off ON off.order_id = sale.id
        WHERE coalesce(lines.refunded, 0) + sale.delivery_refunded + coalesce(off.amount, 0)
                <> coalesce(paid.refunded, 0) + coalesce(tendered.refunded, 0) + sale.moved
            AND NOT (sale.state = 'canceled' AND coalesce(lines.canceled, 0) = 0)  -- never paid in time: all went back
        """,
    ),
    Check(
        "refunds.lines",
        _("No line is refunded beyond what was paid for it, and none is canceled beyond its quantity."),
        "orders_orderline",
        """
        SELECT sale.number, line.sku, line.quantity, line.canceled, line.refunded
        FROM orders_orderline AS line JOIN orders_order AS sale ON sale.id = line.order_id
        WHERE line.canceled > line.quantity OR line.refunded > line.amount - line.discount  -- few
            AND line.refunded > line.amount - line.discount
                + CASE WHEN sale.prices_include_tax THEN 0 ELSE line.tax END
        """,
    ),
    Check(
        "refunds.parcels",
        _("No more units are packed and shipped than were ordered and not canceled."),
        "orders_shipmentline",
        """
        SELECT (SELECT number FROM orders_order WHERE id = line.order_id) AS number,
            line.sku, line.quantity, line.canceled, packed.units AS in_parcels
        FROM (
            SELECT order_line_id, sum(quantity) AS units FROM orders_shipmentline
            WHERE shipment_id NOT IN (SELECT id FROM orders_shipment WHERE state = 'lost') GROUP BY order_line_id
        ) AS packed
        JOIN orders_orderline AS line ON line.id = packed.order_line_id
        WHERE packed.units > line.quantity - line.canceled
        """,
    ),
]
