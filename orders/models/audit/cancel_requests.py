"""Requests to cancel that wait can still be granted."""

from django.utils.translation import gettext_lazy as _

from core.audit import Check

CHECKS = [
    Check(
        "cancel_requests.open",
        _("An order whose buyer waits for an answer to a request to cancel goes on, with something that is packed."),
        "orders_cancelrequest",
        """
        SELECT request.id, sale.number, sale.state
        FROM orders_cancelrequest AS request JOIN orders_order AS sale ON sale.id = request.order_id
        WHERE request.state = 'asked' AND (
            sale.state NOT IN ('confirmed', 'on_hold') OR NOT EXISTS (
                SELECT 1 FROM orders_shipment AS parcel
                WHERE parcel.order_id = sale.id AND parcel.state = 'preparing'
            )
        )
        """,
    ),
]
