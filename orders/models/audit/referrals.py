"""What must hold of friends' orders."""

from django.utils.translation import gettext_lazy as _

from core.audit import Check

CHECKS = [
    Check(
        "referrals.orders",
        _("Whoever came by a friend's link placed the order that is named, and an order that stands was the first."),
        "loyalty_referral",
        """
        SELECT referral.id AS referral, referral.reference, referral.friend_id AS friend
        FROM loyalty_referral AS referral
        LEFT JOIN orders_order AS placed ON referral.reference = 'order/' || placed.number
        WHERE placed.id IS NULL OR placed.customer_id IS NULL OR placed.customer_id <> referral.friend_id
            OR (referral.state IN ('held', 'pending', 'earned') AND placed.confirmed_at IS NULL)
        """,
    ),
]
