"""What gift cards are worth; what they and credit paid left their purses, and came back when it came to nothing."""

from django.utils.translation import gettext_lazy as _

from core.audit import Check

CHECKS = [
    Check(
        "tenders.orders",
        _("What gift cards and credit pay of an order is the sum of its tenders."),
        "orders_order",
        """
        SELECT sale.number, sale.tendered, coalesce(paid.amount, 0) AS of_tenders
        FROM orders_order AS sale
        LEFT JOIN (SELECT order_id, sum(amount) AS amount FROM orders_ordertender GROUP BY order_id) AS paid
            ON paid.order_id = sale.id
        WHERE sale.tendered <> coalesce(paid.amount, 0)
        """,
    ),
    Check(
        "tenders.spent",
        _("Each tender has one payment from its purse of the same amount, and each such payment a tender."),
        "orders_ordertender",
        """
        SELECT sale.number, tender.purse_id AS purse, tender.amount, coalesce(-entry.amount, 0) AS spent
        FROM orders_ordertender AS tender JOIN orders_order AS sale ON sale.id = tender.order_id
        LEFT JOIN loyalty_purseentry AS entry ON entry.purse_id = tender.purse_id AND entry.kind = 'spent'
            AND entry.reference = 'order/' || sale.number
        WHERE tender.kind NOT IN ('points', 'exchange') AND tender.amount <> coalesce(-entry.amount, 0)
        UNION ALL
        SELECT entry.reference, entry.purse_id, 0, -entry.amount
        FROM loyalty_purseentry AS entry
        LEFT JOIN orders_order AS sale ON sale.number = substr(entry.reference, 7)
        LEFT JOIN orders_ordertender AS tender ON tender.order_id = sale.id AND tender.purse_id = entry.purse_id
        WHERE entry.kind = 'spent' AND substr(entry.reference, 1, 6) = 'order/' AND tender.id IS NULL
        """,
    ),
    Check(
        "tenders.canceled",
        _("What a gift card or credit paid for a canceled order is back in its purse or became store credit, once."),
        "orders_ordertender",
        """
        SELECT sale.number, tender.purse_id AS purse, tender.amount, tender.refunded,
            coalesce(entry.amount, 0) AS returned
        FROM orders_ordertender AS tender JOIN orders_order AS sale ON sale.id = tender.order_id
        LEFT JOIN loyalty_purseentry AS entry ON entry.purse_id = tender.purse_id AND entry.kind = 'returned'
            AND entry.reference = 'order/' || sale.number
        WHERE tender.kind NOT IN ('points', 'exchange') AND tender.refunded + coalesce(entry.amount, 0) <> tender.amount
            AND (sale.state = 'canceled' OR entry.id IS NOT NULL)
        """,
    ),
    Check(
        "tenders.points",
        _("Points that pay for an order are held while it is pending, spent once it is paid, and back when it is not."),
        "orders_ordertender",
        """
        SELECT sale.number, sale.state, tender.points, coalesce(moved.held, 0) AS held,
            coalesce(moved.spent, 0) AS spent
        FROM orders_ordertender AS tender JOIN orders_order AS sale ON sale.id = tender.order_id
        LEFT JOIN (
            SELECT move.account_id, move.reference,
                sum(CASE WHEN leg.book = 'held' THEN leg.points ELSE 0 END) AS held,
                sum(CASE WHEN leg.book = 'spent' THEN leg.points ELSE 0 END) AS spent
            FROM loyalty_pointsmove AS move JOIN loyalty_pointsleg AS leg ON leg.move_id = move.id
            WHERE move.kind IN ('held', 'spent', 'released') GROUP BY move.account_id, move.reference
        ) AS moved ON moved.account_id = tender.points_account_id AND moved.reference = 'order/' || sale.number
        WHERE tender.kind = 'points' AND NOT (
            coalesce(moved.held, 0) = CASE WHEN sale.state = 'pending' THEN tender.points ELSE 0 END
            AND coalesce(moved.spent, 0) IN (
                CASE WHEN sale.state = 'pending' THEN 0 ELSE tender.points END,
                CASE WHEN sale.state = 'canceled' THEN 0 ELSE tender.points END
            )
        )
        """,
    ),
    Check(
        "gift_cards.issued",
        _("A gift card is worth what was paid for it, once it is paid and not before."),
        "orders_giftcardrequest",
        """
        SELECT sale.number, sale.state, line.amount, coalesce(entry.amount, 0) AS issued
        FROM orders_giftcardrequest AS bought JOIN orders_orderline AS line ON line.id = bought.line_id
        JOIN orders_order AS sale ON sale.id = line.order_id
        LEFT JOIN loyalty_purseentry AS entry ON entry.purse_id = bought.purse_id AND entry.kind = 'issued'
        WHERE coalesce(entry.amount, 0) <> CASE sale.state WHEN 'completed' THEN line.amount ELSE 0 END
        """,
    ),
    Check(
        "tenders.exchanges",
        _("What an order's money pays of exchanges is what it has moved to them."),
        "orders_order",
        """
        SELECT sale.number, sale.moved, coalesce(paid.amount, 0) AS of_exchanges
        FROM orders_order AS sale
        LEFT JOIN (
            SELECT source_id, sum(amount - refunded) AS amount FROM orders_ordertender
            WHERE source_id IS NOT NULL GROUP BY source_id
        ) AS paid ON paid.source_id = sale.id
        WHERE sale.moved <> coalesce(paid.amount, 0)
        """,
    ),
]
