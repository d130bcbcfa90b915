"""What must hold of mails."""

from django.utils.translation import gettext_lazy as _

from core.audit import Check

CHECKS = [
    Check(
        "mail.once",
        _("Nobody has the same mail twice: one for each template, cause and recipient."),
        "core_outgoingmail",
        """
        SELECT template, key, recipient, count(*) AS mails FROM core_outgoingmail
        GROUP BY template, key, recipient HAVING count(*) > 1
        """,
    ),
    Check(
        "mail.sent",
        _("A mail has a moment of sending exactly when it was sent."),
        "core_outgoingmail",
        """
        SELECT id AS mail, state, sent_at FROM core_outgoingmail
        WHERE state = 'sent' AND sent_at IS NULL OR state = 'failed' AND sent_at IS NOT NULL
        """,
    ),
]
