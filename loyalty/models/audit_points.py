"""What must hold of points."""

from django.utils.translation import gettext_lazy as _

from core.audit import Check

CHECKS = [
    Check(
        "points.legs",
        _("The legs of every move of points sum to zero, and none is without legs."),
        "loyalty_pointsmove",
        """
        SELECT move.id AS move, move.kind, move.reference, sum(leg.points) AS of_legs
        FROM loyalty_pointsmove AS move LEFT JOIN loyalty_pointsleg AS leg ON leg.move_id = move.id
        GROUP BY move.id, move.kind, move.reference HAVING sum(leg.points) <> 0 OR count(leg.id) = 0
        """,
    ),
    Check(
        "points.accounts",
        _("What an account has available, pending, held and owed is the sum of its legs, and never below zero."),
        "loyalty_pointsaccount",
        """
        SELECT account.id AS account, account.available, account.pending, account.held, account.debt,
            coalesce(legs.available, 0) AS legs_available, coalesce(legs.pending, 0) AS legs_pending,
            coalesce(legs.held, 0) AS legs_held, coalesce(legs.debt, 0) AS legs_debt
        FROM loyalty_pointsaccount AS account
        LEFT JOIN (
            SELECT move.account_id, sum(CASE leg.book WHEN 'available' THEN leg.points ELSE 0 END) AS available,
                sum(CASE leg.book WHEN 'pending' THEN leg.points ELSE 0 END) AS pending,
                sum(CASE leg.book WHEN 'held' THEN leg.points ELSE 0 END) AS held,
                -sum(CASE leg.book WHEN 'debt' THEN leg.points ELSE 0 END) AS debt
            FROM loyalty_pointsleg AS leg JOIN loyalty_pointsmove AS move ON move.id = leg.move_id
            WHERE leg.book IN ('available', 'pending', 'held', 'debt') GROUP BY move.account_id
        ) AS legs ON legs.account_id = account.id
        WHERE account.available <> coalesce(legs.available, 0) OR account.pending <> coalesce(legs.pending, 0)
            OR account.held <> coalesce(legs.held, 0) OR account.debt <> coalesce(legs.debt, 0)
            OR account.available < 0 OR account.pending < 0 OR account.held < 0 OR account.debt < 0
        """,
    ),
    Check(
        "points.lots",
        _("What is left of the points that were earned together is the sum of their legs, and all of it is available."),
        "loyalty_pointslot",
        """
        SELECT lot.id AS lot, lot.account_id AS account, lot.remaining, coalesce(legs.points, 0) AS of_legs
        FROM loyalty_pointslot AS lot
        LEFT JOIN (
            SELECT lot_id, sum(points) AS points FROM loyalty_pointsleg WHERE book = 'available' GROUP BY lot_id
        ) AS legs ON legs.lot_id = lot.id
        WHERE lot.remaining <> coalesce(legs.points, 0) OR lot.remaining < 0
        UNION ALL
        SELECT 0, account.id, coalesce(lots.remaining, 0), account.available
        FROM loyalty_pointsaccount AS account
        LEFT JOIN (SELECT account_id, sum(remaining) AS remaining FROM loyalty_pointslot GROUP BY account_id) AS lots
            ON lots.account_id = account.id
        WHERE account.available <> coalesce(lots.remaining, 0)
        """,
    ),
    Check(
        "points.settled",
        _("Points held for a cause are spent or free again at most once, and no more come back than were spent."),
        "loyalty_pointsmove",
        """
        SELECT account_id AS account, reference, count(*) AS times FROM loyalty_pointsmove
        WHERE kind IN ('spent', 'released') GROUP BY account_id, reference HAVING count(*) > 1
        UNION ALL
        SELECT move.account_id, cast(leg.lot_id AS varchar(20)), sum(leg.points)
        FROM loyalty_pointsleg AS leg JOIN loyalty_pointsmove AS move ON move.id = leg.move_id
        WHERE leg.book = 'spent' GROUP BY move.account_id, leg.lot_id HAVING sum(leg.points) < 0
        """,
    ),
    Check(
        "points.occasions",
        _("Points for an occasion are on the account of the customer whose day it was, once a year."),
        "loyalty_pointslot",
        """
        SELECT lot.id AS lot, lot.reference, account.customer_id AS customer
        FROM loyalty_pointslot AS lot JOIN loyalty_pointsaccount AS account ON account.id = lot.account_id
        WHERE lot.reference LIKE 'occasion/%'
            AND lot.reference NOT LIKE 'occasion/%/' || cast(account.customer_id AS varchar(20)) || '/____'
        UNION ALL
        SELECT 0, reference, 0 FROM loyalty_pointslot WHERE reference LIKE 'occasion/%'
        GROUP BY reference HAVING count(*) > 1
        """,
    ),
]
