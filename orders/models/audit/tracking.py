"""What parcels show is what carriers said."""

from django.utils.translation import gettext_lazy as _

from core.audit import Check

CHECKS = [
    Check(
        "tracking.last",
        _("A parcel shows the last thing its carrier said, and one that nothing was said of shows nothing."),
        "orders_shipment",
        """
        SELECT parcel.id, parcel.told_code, parcel.told_at, last.at
        FROM orders_shipment AS parcel
        LEFT JOIN (
            SELECT shipment_id, max(happened_at) AS at FROM orders_carrierevent GROUP BY shipment_id
        ) AS last ON last.shipment_id = parcel.id
        WHERE (last.at IS NULL AND (parcel.told_code <> '' OR parcel.told_at IS NOT NULL))
            OR (last.at IS NOT NULL AND (parcel.told_at IS NULL OR parcel.told_at <> last.at
                OR NOT EXISTS (
                    SELECT 1 FROM orders_carrierevent AS said WHERE said.shipment_id = parcel.id
                        AND said.happened_at = last.at AND said.code = parcel.told_code
                )))
        """,
    ),
    Check(
        "tracking.delivered",
        _("What its carrier said it delivered is delivered, or staff know that it was given up."),
        "orders_shipment",
        """
        SELECT parcel.id, parcel.state FROM orders_shipment AS parcel
        WHERE parcel.state IN ('preparing', 'shipped') AND EXISTS (
            SELECT 1 FROM orders_carrierevent AS said WHERE said.shipment_id = parcel.id AND said.code = 'delivered'
        )
        """,
    ),
]
