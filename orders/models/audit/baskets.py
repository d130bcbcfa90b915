"""Who owns what, and the names of orders."""

from django.utils.translation import gettext_lazy as _

from core.audit import Check

CHECKS = [
    Check(
        "baskets.open",
        _("A customer has one open basket, and the token of every basket is its own."),
        "orders_basket",
        """
        SELECT 'customer ' || owner_id AS whose, count(*) AS baskets FROM orders_basket
        WHERE state = 'open' AND owner_id IS NOT NULL GROUP BY owner_id HAVING count(*) > 1
        UNION ALL
        SELECT 'token ' || min(id), count(*) FROM orders_basket GROUP BY token HAVING count(*) > 1 OR token = ''
        """,
    ),
    Check(
        "baskets.owners",
        _("An order belongs to whom its basket belongs to."),
        "orders_order",
        """
        SELECT sale.number, sale.customer_id AS customer, basket.id AS basket, basket.owner_id AS owner
        FROM orders_order AS sale JOIN orders_basket AS basket ON basket.id = sale.basket_id
        WHERE coalesce(sale.customer_id, 0) <> coalesce(basket.owner_id, 0)
        """,
    ),
    Check(
        "baskets.placed",
        _("A placed basket has an order."),
        "orders_basket",
        """
        SELECT basket.id AS basket FROM orders_basket AS basket
        LEFT JOIN orders_order AS sale ON sale.basket_id = basket.id
        WHERE basket.state = 'placed' AND sale.id IS NULL
        """,
    ),
    Check(
        "orders.numbers",
        _("No two orders have the same number."),
        "orders_order",
        "SELECT number, count(*) AS orders FROM orders_order GROUP BY number HAVING count(*) > 1",
    ),
]
