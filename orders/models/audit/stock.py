"""Stock is promised to the orders that stand, unit by unit, and to no other."""

from django.utils.translation import gettext_lazy as _

from core.audit import Check

CHECKS = [
    Check(
        "orders.stock",
        _("A confirmed order has exactly the units it still wants, allocated or shipped, beside those that were lost."),
        "orders_orderline",
        """
        SELECT sale.number, line.sku, line.quantity - line.canceled AS wanted, coalesce(lost.units, 0) AS lost,
            coalesce(promised.units, 0) AS promised
        FROM orders_orderline AS line JOIN orders_order AS sale ON sale.id = line.order_id
        LEFT JOIN (
            SELECT buyer.id AS order_id, record.variant_id, sum(hold.quantity) AS units
            FROM shop_stockhold AS hold JOIN shop_stockrecord AS record ON record.id = hold.record_id
            JOIN orders_order AS buyer ON buyer.number = substr(hold.reference, 7)
            WHERE hold.state IN ('allocated', 'shipped') GROUP BY buyer.id, record.variant_id
        ) AS promised ON promised.order_id = line.order_id AND promised.variant_id = line.variant_id
        LEFT JOIN (
            SELECT packed.order_line_id, sum(packed.quantity) AS units FROM orders_shipmentline AS packed
            JOIN orders_shipment AS parcel ON parcel.id = packed.shipment_id
            WHERE parcel.state = 'lost' GROUP BY packed.order_line_id
        ) AS lost ON lost.order_line_id = line.id
        WHERE sale.state IN ('confirmed', 'on_hold', 'completed') AND NOT sale.is_gift_card
            AND CASE WHEN sale.imported_from <> '' THEN 0  -- it came from another shop's shelves
                ELSE line.quantity - line.canceled + coalesce(lost.units, 0) END <> coalesce(promised.units, 0)
        """,
    ),
    Check(
        "orders.released",
        _("A canceled order keeps no stock from others."),
        "shop_stockhold",
        """
        SELECT sale.number, hold.id AS hold, hold.state, hold.quantity
        FROM shop_stockhold AS hold JOIN orders_order AS sale ON sale.number = substr(hold.reference, 7)
        WHERE hold.state IN ('held', 'allocated') AND sale.state = 'canceled'
        """,
    ),
]
