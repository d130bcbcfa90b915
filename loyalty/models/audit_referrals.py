"""What must hold of points for bringing a friend."""

from django.utils.translation import gettext_lazy as _

from core.audit import Check

CHECKS = [
    Check(
        "referrals.points",
        _("Who brought a friend, and the friend, have the points of the terms, and none once it came to nothing."),
        "loyalty_referral",
        """
        SELECT side.referral, side.state, side.name, side.points, lot.granted, lot.kept
        FROM (
            SELECT id AS referral, state, reference || '/referral/friend' AS name, friend_id AS customer_id,
                friend_points AS points FROM loyalty_referral
            UNION ALL
            SELECT id, state, reference || '/referral/referrer', referrer_id, referrer_points FROM loyalty_referral
        ) AS side
        LEFT JOIN loyalty_pointslot AS lot ON lot.reference = side.name
        LEFT JOIN loyalty_pointsaccount AS account ON account.id = lot.account_id
        WHERE (side.state IN ('pending', 'earned') AND side.points > 0
                AND (lot.id IS NULL OR account.customer_id <> side.customer_id OR lot.granted <> side.points))
            OR (side.state NOT IN ('pending', 'earned') AND lot.kept > 0)
        """,
    ),
]
