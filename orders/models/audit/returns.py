"""Nothing comes back that was not delivered, and nothing is paid for that did not come."""

from django.utils.translation import gettext_lazy as _

from core.audit import Check
from orders.models.arrivals import HAS_COME_SQL

CHECKS = [
    Check(
        "returns.units",
        _("No more units came back, or are announced, than were delivered."),
        "orders_returnline",
        f"""
        SELECT (SELECT number FROM orders_order WHERE id = line.order_id) AS number, line.sku, line.returned,
            coalesce(live.units, 0) AS announced, coalesce(came.units, 0) AS came
        FROM orders_orderline AS line
        LEFT JOIN (
            SELECT wanted.order_line_id, sum(wanted.requested) AS units FROM orders_returnline AS wanted
            JOIN orders_return AS parent ON parent.id = wanted.sent_back_id
            WHERE parent.state IN ('requested', 'in_review', 'approved', 'in_transit', 'received')
                AND parent.outcome <> 'keep' AND NOT parent.is_withdrawal  -- which does not wait for the parcel
            GROUP BY wanted.order_line_id
        ) AS live ON live.order_line_id = line.id
        LEFT JOIN (
            SELECT packed.order_line_id, sum(packed.quantity) AS units FROM orders_shipmentline AS packed
            JOIN orders_shipment AS shipment ON shipment.id = packed.shipment_id
            WHERE {HAS_COME_SQL} GROUP BY packed.order_line_id
        ) AS came ON came.order_line_id = line.id
        WHERE (line.returned <> 0 OR live.units IS NOT NULL)
            AND line.returned + coalesce(live.units, 0) > coalesce(came.units, 0)
        """,  # noqa: S608  our own text
    ),
    Check(
        "returns.accepted",
        _("What was accepted counts as returned, and no more was accepted or put away than came."),
        "orders_returnline",
        """
        SELECT (SELECT number FROM orders_order WHERE id = line.order_id) AS number, line.sku, line.returned,
            took.accepted, took.received, took.away
        FROM (
            SELECT row.order_line_id, sum(row.accepted) AS accepted,
                sum(CASE WHEN parent.lost_at IS NULL THEN row.received ELSE row.requested END) AS received,
                sum(row.restocked + row.damaged + row.quarantined) AS away
            FROM orders_returnline AS row JOIN orders_return AS parent ON parent.id = row.sent_back_id
            WHERE parent.outcome <> 'keep' GROUP BY row.order_line_id
        ) AS took
        JOIN orders_orderline AS line ON line.id = took.order_line_id
        WHERE took.accepted > line.returned OR took.accepted > took.received OR took.away > took.received
        """,
    ),
    Check(
        "returns.paid",
        _("What a return paid is what its credit note says, with the extra as store credit."),
        "orders_return",
        """
        SELECT parent.number, parent.state, parent.paid_back, coalesce(note.amount, 0) AS credited
        FROM orders_return AS parent
        LEFT JOIN orders_creditnote AS note
            ON note.order_id = parent.order_id AND note.reference = 'return/' || parent.number
        WHERE CASE WHEN parent.outcome = 'credit' THEN parent.paid_back < coalesce(note.amount, 0)
            ELSE parent.paid_back <> coalesce(note.amount, 0) END
        """,
    ),
]
