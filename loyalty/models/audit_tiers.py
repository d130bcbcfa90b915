"""What must hold of tiers: how a customer stands is what the history says, and what the rules allow."""

from django.utils.translation import gettext_lazy as _

from core.audit import Check

CHECKS = [
    Check(
        "tiers.status",
        _("How a customer stands is what the last step of the history says."),
        "loyalty_tierstatus",
        """
        SELECT status.id AS status, status.tier_id AS tier, move.to_tier_id AS of_history, status.review_on,
            status.grace_until, move.number
        FROM loyalty_tierstatus AS status
        LEFT JOIN (SELECT status_id, max(number) AS number FROM loyalty_tiermove GROUP BY status_id) AS last
            ON last.status_id = status.id
        LEFT JOIN loyalty_tiermove AS move ON move.status_id = last.status_id AND move.number = last.number
        WHERE coalesce(status.tier_id, 0) <> coalesce(move.to_tier_id, 0)
            OR coalesce(cast(status.review_on AS varchar(10)), '') <> coalesce(cast(move.review_on AS varchar(10)), '')
            OR coalesce(cast(status.grace_until AS varchar(10)), '')
                <> coalesce(cast(move.grace_until AS varchar(10)), '')
        """,
    ),
    Check(
        "tiers.history",
        _("The steps of a customer are numbered without gaps, and each begins where the one before it led."),
        "loyalty_tiermove",
        """
        SELECT move.id AS move, move.status_id AS status, move.number, move.from_tier_id, before.to_tier_id
        FROM loyalty_tiermove AS move
        LEFT JOIN loyalty_tiermove AS before
            ON before.status_id = move.status_id AND before.number = move.number - 1
        WHERE coalesce(move.from_tier_id, 0) <> coalesce(before.to_tier_id, 0)
            OR (move.number > 1 AND before.id IS NULL)
        """,
    ),
    Check(
        "tiers.reached",
        _("Nobody stands below a tier that was reached, and no deleted account has one."),
        "loyalty_tierstatus",
        """
        SELECT status.id AS status, status.customer_id AS customer, status.spend, held.name AS held,
            tier.name AS reached
        FROM loyalty_tierstatus AS status
        JOIN accounts_user AS customer ON customer.id = status.customer_id
        LEFT JOIN loyalty_tier AS held ON held.id = status.tier_id
        JOIN loyalty_tier AS tier ON tier.is_active AND tier.amount <= status.spend
        WHERE customer.is_active AND (held.id IS NULL OR held.amount < tier.amount) AND NOT EXISTS (
            SELECT 1 FROM loyalty_tiercount AS count WHERE count.changed_at >= status.counted_at)
        UNION ALL
        SELECT status.id, status.customer_id, status.spend, held.name, NULL
        FROM loyalty_tierstatus AS status
        JOIN accounts_user AS customer ON customer.id = status.customer_id
        JOIN loyalty_tier AS held ON held.id = status.tier_id
        WHERE customer.closed_at IS NOT NULL
        """,
    ),
]
