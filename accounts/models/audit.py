"""What must hold of accounts."""

from django.utils.translation import gettext_lazy as _

from accounts.models import audit_webhooks
from accounts.models.consents import Topic
from accounts.models.users import CLOSED_HOST
from core.audit import Check

CHECKS = [
    *audit_webhooks.CHECKS,
    Check(
        "accounts.closed",
        _("A deleted account holds nothing of the person, and nobody can sign in to it."),
        "accounts_user",
        f"""
        SELECT account.id AS account, account.closed_at FROM accounts_user AS account
        WHERE account.closed_at IS NOT NULL
            AND (account.is_active OR account.name <> '' OR account.birth_day IS NOT NULL
                OR account.email NOT LIKE '%@{CLOSED_HOST}'
                OR substr(account.password, 1, 1) <> '!'
                OR EXISTS (SELECT 1 FROM account_emailaddress AS known WHERE known.user_id = account.id)
                OR EXISTS (SELECT 1 FROM mfa_authenticator AS key WHERE key.user_id = account.id)
                OR EXISTS (SELECT 1 FROM accounts_address AS home WHERE home.owner_id = account.id)
                OR EXISTS (SELECT 1 FROM accounts_digestitem AS news WHERE news.customer_id = account.id))
        """,  # noqa: S608  a name of our own
    ),
    Check(
        "accounts.consents",
        _("What a customer said last about a kind of mail is what holds."),
        "accounts_consent",
        " UNION ALL ".join(
            f"""
            SELECT account.id AS account, said.topic, said.frequency
            FROM accounts_user AS account
            JOIN (
                SELECT customer_id, max(id) AS id FROM accounts_consent
                WHERE topic = '{topic}' AND customer_id IS NOT NULL GROUP BY customer_id
            ) AS last ON last.customer_id = account.id
            JOIN accounts_consent AS said ON said.id = last.id
            WHERE account.{topic} <> (said.frequency <> 'never')
            """  # noqa: S608  names of our own
            for topic in Topic.values
        ),
    ),
]
