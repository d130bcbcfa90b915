"""What must hold of reviews."""

from django.utils.translation import gettext_lazy as _

from core.audit import Check
from reviews.rules.eligibility import PAID_SHARE_PERCENT

CHECKS = [
    Check(
        "reviews.once",
        _("Nobody has two reviews of one product, by account or by address."),
        "reviews_review",
        """
        SELECT product_id AS product, 'account ' || author_id AS reviewer, count(*) AS reviews FROM reviews_review
        WHERE author_id IS NOT NULL GROUP BY product_id, author_id HAVING count(*) > 1
        UNION ALL
        SELECT product_id, lower(email), count(*) FROM reviews_review
        GROUP BY product_id, lower(email) HAVING count(*) > 1
        """,
    ),
    Check(
        "reviews.verified",
        _("A review is verified exactly when its writer bought the product at a real price and has it."),
        "reviews_review",
        f"""
        SELECT review.id AS review, review.is_verified, review.order_line_id AS order_line
        FROM reviews_review AS review
        LEFT JOIN orders_orderline AS line ON line.id = review.order_line_id
            AND line.product_id = review.product_id
            AND line.unit_price * 100 >= line.list_price * {PAID_SHARE_PERCENT}
        LEFT JOIN orders_order AS sale ON sale.id = line.order_id
            AND (sale.customer_id = review.author_id OR lower(sale.email) = review.email)
            AND EXISTS (
                SELECT 1 FROM orders_shipmentline AS packed
                JOIN orders_shipment AS shipment ON shipment.id = packed.shipment_id
                WHERE packed.order_line_id = line.id AND shipment.state = 'delivered'
            )
        WHERE review.is_verified <> (sale.id IS NOT NULL)
        """,  # noqa: S608  a number of our own
    ),
    Check(
        "reviews.ratings",
        _("The rating of a product is what its published reviews say."),
        "shop_product",
        """
        SELECT product.id AS product, product.rating_count, coalesce(published.number, 0) AS reviews,
            product.rating_hundredths, coalesce(published.hundredths, 0) AS of_reviews
        FROM shop_product AS product
        LEFT JOIN (
            SELECT product_id, count(*) AS number, (200 * sum(stars) + count(*)) / (2 * count(*)) AS hundredths
            FROM reviews_review WHERE state = 'published' GROUP BY product_id
        ) AS published ON published.product_id = product.id
        WHERE product.rating_count <> coalesce(published.number, 0)
            OR product.rating_hundredths <> coalesce(published.hundredths, 0)
        """,
    ),
]
