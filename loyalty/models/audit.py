"""What must hold of money put by, of points, of tiers and of memberships."""

from django.utils.translation import gettext_lazy as _

from core.audit import Check
from loyalty.models.audit_memberships import MEMBERSHIP_CHECKS
from loyalty.models.audit_points import CHECKS as POINTS
from loyalty.models.audit_referrals import CHECKS as REFERRALS
from loyalty.models.audit_tiers import CHECKS as TIERS

CHECKS = [
    Check(
        "purses.balance",
        _("The balance of a gift card or store credit is the sum of its entries, from zero to what was put in."),
        "loyalty_purse",
        """
        SELECT purse.id AS purse, purse.balance, coalesce(entries.amount, 0) AS of_entries, purse.issued
        FROM loyalty_purse AS purse
        LEFT JOIN (SELECT purse_id, sum(amount) AS amount FROM loyalty_purseentry GROUP BY purse_id) AS entries
            ON entries.purse_id = purse.id
        WHERE purse.balance <> coalesce(entries.amount, 0) OR purse.balance < 0 OR purse.balance > purse.issued
        """,
    ),
    Check(
        "purses.issued",
        _("What was put into a gift card or store credit is the sum of what was issued and added by staff."),
        "loyalty_purse",
        """
        SELECT purse.id AS purse, purse.issued, coalesce(entries.amount, 0) AS of_entries
        FROM loyalty_purse AS purse
        LEFT JOIN (
            SELECT purse_id, sum(amount) AS amount FROM loyalty_purseentry
            WHERE kind IN ('issued', 'adjusted') AND amount > 0 GROUP BY purse_id
        ) AS entries ON entries.purse_id = purse.id
        WHERE purse.issued <> coalesce(entries.amount, 0)
        """,
    ),
    Check(
        "purses.returned",
        _("A payment from a purse is undone at most once, by exactly its amount."),
        "loyalty_purseentry",
        """
        SELECT spent.id AS entry, spent.purse_id AS purse, spent.amount, sum(undone.amount) AS returned
        FROM loyalty_purseentry AS undone JOIN loyalty_purseentry AS spent ON spent.id = undone.undoes_id
        GROUP BY spent.id, spent.purse_id, spent.amount HAVING sum(undone.amount) <> -spent.amount
        """,
    ),
    *MEMBERSHIP_CHECKS,
]
CHECKS += POINTS + REFERRALS + TIERS
