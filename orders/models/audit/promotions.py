"""Promotions and codes are used as often as is written down, and never beyond their limits."""

from django.utils.translation import gettext_lazy as _

from core.audit import Check

CHECKS = [
    Check(
        "promotions.used",
        _("A promotion was used as often as it counts, less what was given back, within its limit."),
        "orders_promotion",
        """
        SELECT promotion.id AS promotion, promotion.used, coalesce(uses.number, 0) AS of_orders, promotion.max_uses
        FROM orders_promotion AS promotion
        LEFT JOIN (
            SELECT promotion_id, count(*) AS number FROM orders_promotionuse
            WHERE given_back_at IS NULL GROUP BY promotion_id
        ) AS uses ON uses.promotion_id = promotion.id
        WHERE promotion.used <> coalesce(uses.number, 0) OR promotion.used > promotion.max_uses
        """,
    ),
    Check(
        "promotions.codes",
        _("A coupon code was used as often as it counts, less what was given back, within its limit."),
        "orders_coupon",
        """
        SELECT coupon.id AS coupon, coupon.used, coalesce(uses.number, 0) AS of_orders, coupon.max_uses
        FROM orders_coupon AS coupon
        LEFT JOIN (
            SELECT coupon_id, count(*) AS number FROM orders_promotionuse
            WHERE given_back_at IS NULL GROUP BY coupon_id
        ) AS uses ON uses.coupon_id = coupon.id
        WHERE coupon.used <> coalesce(uses.number, 0) OR coupon.used > coupon.max_uses
        """,
    ),
    Check(
        "promotions.buyers",
        _("No buyer used a promotion more often than they may, or is counted more often than they ordered."),
        "orders_promotionallowance",
        """
        SELECT promotion.id AS promotion, allowance.buyer, allowance.used, count(uses.id) AS of_orders,
            promotion.max_uses_per_buyer AS may_use
        FROM orders_promotionallowance AS allowance
        JOIN orders_promotion AS promotion ON promotion.id = allowance.promotion_id
        LEFT JOIN (
            SELECT row.id, row.promotion_id, 'user/' || sale.customer_id AS buyer
            FROM orders_promotionuse AS row JOIN orders_order AS sale ON sale.id = row.order_id
            WHERE row.given_back_at IS NULL AND sale.customer_id IS NOT NULL
            UNION ALL
            SELECT row.id, row.promotion_id, 'email/' || sale.buyer_key
            FROM orders_promotionuse AS row JOIN orders_order AS sale ON sale.id = row.order_id
            WHERE row.given_back_at IS NULL
        ) AS uses ON uses.promotion_id = allowance.promotion_id AND uses.buyer = allowance.buyer
        GROUP BY promotion.id, allowance.id, allowance.buyer, allowance.used, promotion.max_uses_per_buyer
        HAVING allowance.used > count(uses.id) OR allowance.used > promotion.max_uses_per_buyer
        """,
    ),
    Check(
        "promotions.amounts",
        _("What an order saved by a promotion is the sum of what it took off its lines and delivery."),
        "orders_promotionuse",
        """
        SELECT uses.order_id AS sale, uses.promotion_id AS promotion, uses.amount, coalesce(taken.amount, 0) AS of_lines
        FROM orders_promotionuse AS uses
        LEFT JOIN (
            SELECT order_id, promotion_id, sum(amount) AS amount FROM orders_orderdiscount
            GROUP BY order_id, promotion_id
        ) AS taken ON taken.order_id = uses.order_id AND taken.promotion_id = uses.promotion_id
        WHERE uses.amount <> coalesce(taken.amount, 0)
        """,
    ),
    Check(
        "promotions.given_back",
        _("A canceled order keeps no use of a promotion."),
        "orders_promotionuse",
        """
        SELECT sale.number, uses.promotion_id AS promotion
        FROM orders_promotionuse AS uses JOIN orders_order AS sale ON sale.id = uses.order_id
        WHERE sale.state = 'canceled' AND uses.given_back_at IS NULL
        """,
    ),
]
