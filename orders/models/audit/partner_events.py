"""What must hold of what partners are told of orders."""

from django.utils.translation import gettext_lazy as _

from core.audit import Check
from orders.rules.partner_events import GOES_BACK, ON_ITS_WAY, TOLD

_TYPE = " ".join(f"WHEN '{kind}' THEN '{name}'" for kind, name in TOLD.items())

CHECKS = [
    Check(
        "events.orders",
        _("Each moment of an order that partners are told of is an event for them, once."),
        "orders_orderevent",
        f"""
        SELECT told.number AS "order", told.kind, told.reference FROM (
            SELECT orders_order.number, moment.kind, moment.reference, CASE
                WHEN moment.reference LIKE '{GOES_BACK}%' THEN NULL
                WHEN moment.kind = 'refunded' AND moment.reference LIKE '{ON_ITS_WAY}%' THEN 'refund.requested'
                WHEN moment.kind = 'refunded' THEN 'refund.succeeded'
                ELSE CASE moment.kind {_TYPE} END
            END AS type
            FROM orders_orderevent AS moment JOIN orders_order ON orders_order.id = moment.order_id
            WHERE moment.created_at > (SELECT created_at FROM accounts_event ORDER BY id LIMIT 1)
                AND orders_order.imported_from = ''
        ) AS told
        LEFT JOIN accounts_event AS event ON event.type = told.type
            AND event.reference = 'order/' || told.number || '/' || told.kind || '/' || told.reference
        WHERE told.type IS NOT NULL AND event.id IS NULL
        """,  # noqa: S608  names of our own
    ),
]
"""What happened before the oldest event that is kept was told in its time, and is forgotten. Orders of another shop are
history, of which nobody is told."""
