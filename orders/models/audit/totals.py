"""Every amount of an order adds up, to the minor unit."""

from django.utils.translation import gettext_lazy as _

from core.audit import Check

CHECKS = [
    Check(
        "totals.orders",
        _("The total of an order is goods less discounts plus delivery, plus tax where prices exclude it."),
        "orders_order",
        """
        SELECT number, goods, discount, delivery, tax, total FROM orders_order
        WHERE total <> goods - discount + delivery + CASE WHEN prices_include_tax THEN 0 ELSE tax END
        """,
    ),
    Check(
        "totals.lines",
        _("Goods, discounts, tax and delivery of an order are the sums of its lines."),
        "orders_orderline",
        """
        SELECT sale.number, sale.goods - coalesce(lines.goods, 0) AS goods_off,
            sale.discount - coalesce(lines.discount, 0) AS discount_off,
            sale.tax - sale.delivery_tax - coalesce(lines.tax, 0) AS tax_off,
            sale.delivery - coalesce(lines.delivery, 0) AS delivery_off,
            sale.delivery_tax - coalesce(lines.delivery_tax, 0) AS delivery_tax_off
        FROM orders_order AS sale
        LEFT JOIN (
            SELECT order_id, sum(amount) AS goods, sum(discount) AS discount, sum(tax) AS tax,
                sum(delivery_share) AS delivery, sum(delivery_tax_share) AS delivery_tax
            FROM orders_orderline GROUP BY order_id
        ) AS lines ON lines.order_id = sale.id
        WHERE sale.goods <> coalesce(lines.goods, 0) OR sale.discount <> coalesce(lines.discount, 0)
            OR sale.tax <> sale.delivery_tax + coalesce(lines.tax, 0)
            OR sale.delivery <> coalesce(lines.delivery, 0)
            OR sale.delivery_tax <> coalesce(lines.delivery_tax, 0)
        """,
    ),
    Check(
        "totals.discounts",
        _("The discount of a line, and of delivery, is the sum of what promotions took off it."),
        "orders_orderdiscount",
        """
        SELECT sale.number, line.sku AS what, line.discount, coalesce(rows.amount, 0) AS of_promotions
        FROM orders_orderline AS line JOIN orders_order AS sale ON sale.id = line.order_id
        LEFT JOIN (
            SELECT line_id, sum(amount) AS amount FROM orders_orderdiscount WHERE line_id IS NOT NULL GROUP BY line_id
        ) AS rows ON rows.line_id = line.id
        WHERE line.discount <> coalesce(rows.amount, 0)
        UNION ALL
        SELECT sale.number, 'delivery', sale.delivery_discount, coalesce(rows.amount, 0)
        FROM orders_order AS sale
        LEFT JOIN (
            SELECT order_id, sum(amount) AS amount FROM orders_orderdiscount WHERE line_id IS NULL GROUP BY order_id
        ) AS rows ON rows.order_id = sale.id
        WHERE sale.delivery_discount <> coalesce(rows.amount, 0)
        """,
    ),
    Check(
        "totals.amounts",
        _("No amount is below zero, and a line is its price times its quantity."),
        "orders_orderline",
        """
        SELECT 'order ' || number AS what, total AS amount FROM orders_order
        WHERE goods < 0 OR discount < 0 OR discount > goods OR delivery < 0 OR delivery_discount < 0 OR tax < 0
            OR delivery_tax < 0 OR total < 0 OR tendered < 0 OR tendered > total OR delivery_refunded < 0
        UNION ALL
        SELECT 'line ' || id, amount FROM orders_orderline
        WHERE amount <> unit_price * quantity OR unit_price < 0 OR list_price < 0 OR discount < 0
            OR discount > amount OR tax < 0 OR delivery_share < 0 OR delivery_tax_share < 0 OR refunded < 0
        """,
    ),
    Check(
        "totals.shares",
        _("What a gift card or credit paid is the sum of its shares, and no line is paid beyond its cost."),
        "orders_tendershare",
        """
        SELECT 'tender ' || tender.id AS what, tender.amount, coalesce(shares.amount, 0) AS of_shares
        FROM orders_ordertender AS tender
        LEFT JOIN (SELECT tender_id, sum(amount) AS amount FROM orders_tendershare GROUP BY tender_id) AS shares
            ON shares.tender_id = tender.id
        WHERE tender.amount <> coalesce(shares.amount, 0)
        UNION ALL
        SELECT 'line ' || line.id, line.amount - line.discount, shares.amount
        FROM (SELECT line_id, sum(amount) AS amount FROM orders_tendershare GROUP BY line_id) AS shares
        JOIN orders_orderline AS line ON line.id = shares.line_id
        JOIN orders_order AS sale ON sale.id = line.order_id
        WHERE shares.amount > line.amount - line.discount + line.delivery_share
            + CASE WHEN sale.prices_include_tax THEN 0 ELSE line.tax + line.delivery_tax_share END
        """,
    ),
]
