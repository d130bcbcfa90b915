"""What must hold of reviews, questions and answers."""

from django.utils.translation import gettext_lazy as _

from core.audit import Check
from orders.models.arrivals import HAS_COME_SQL
from reviews.models.audit_questions import QUESTION_CHECKS
from reviews.models.summaries import STALE
from reviews.rules.eligibility import PAID_SHARE_PERCENT

CHECKS = [
    Check(
        "reviews.once",
        _("Nobody has two reviews of one product, by account or by address."),
        "reviews_review",
        """
        SELECT product_id AS product, 'account ' || author_id AS reviewer, count(*) AS reviews FROM reviews_review
        WHERE author_id IS NOT NULL AND state <> 'removed' GROUP BY product_id, author_id HAVING count(*) > 1
        UNION ALL
        SELECT product_id, lower(email), count(*) FROM reviews_review
        WHERE email <> '' AND state <> 'removed' GROUP BY product_id, lower(email) HAVING count(*) > 1
        """,
    ),
    Check(
        "reviews.verified",
        _("A review is verified exactly when its writer bought the product at a real price, has it and kept it."),
        "reviews_review",
        f"""
        SELECT review.id AS review, review.is_verified, review.order_line_id AS order_line, sale.id AS proven_by
        FROM reviews_review AS review
        LEFT JOIN orders_orderline AS line ON line.id = review.order_line_id
            AND line.product_id = review.product_id AND NOT line.was_free
            AND (line.amount - line.discount) * 100 >= line.list_price * line.quantity * {PAID_SHARE_PERCENT}
            AND line.returned < (
                SELECT coalesce(sum(packed.quantity), 0) FROM orders_shipmentline AS packed
                JOIN orders_shipment AS shipment ON shipment.id = packed.shipment_id
                WHERE packed.order_line_id = line.id AND {HAS_COME_SQL}
            )
        LEFT JOIN orders_order AS sale ON sale.id = line.order_id
            AND (sale.customer_id = review.author_id OR lower(sale.email) = lower(review.email)
                OR review.author_id IS NULL AND review.email = '')
        WHERE review.is_verified <> (sale.id IS NOT NULL)
        """,  # noqa: S608  a number and words of our own
    ),
    Check(
        "reviews.summaries",
        _("The stored summary of a product's reviews is what counting them gives."),
        "reviews_review",
        STALE,
    ),
    Check(
        "reviews.ratings",
        _("What a product shows of its reviews is what their summary says."),
        "shop_product",
        """
        SELECT product.id AS product, product.rating_count, product.rating_hundredths, summary.weight
        FROM shop_product AS product
        LEFT JOIN reviews_ratingsummary AS summary ON summary.product_id = product.id
        WHERE product.rating_count
                <> coalesce(summary.ones + summary.twos + summary.threes + summary.fours + summary.fives, 0)
            OR product.rating_hundredths <> CASE WHEN coalesce(summary.weight, 0) = 0 THEN 0
                ELSE (200 * summary.weighted_stars + summary.weight) / (2 * summary.weight) END
        """,
    ),
]

CHECKS += QUESTION_CHECKS
