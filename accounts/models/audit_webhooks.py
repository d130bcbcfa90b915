"""What must hold of events and webhooks."""

from django.utils.translation import gettext_lazy as _

from core.audit import Check

CHECKS = [
    Check(
        "webhooks.deadline",
        _("What is sent to partners is delivered or marked as given up within four days."),
        "accounts_webhookdelivery",
        """
        SELECT public_id AS delivery, attempts, deadline_at FROM accounts_webhookdelivery
        WHERE state = 'pending' AND deadline_at < CURRENT_TIMESTAMP
        """,
    ),
    Check(
        "webhooks.once",
        _("Each thing that happened is one event, and goes to each endpoint once."),
        "accounts_event",
        """
        SELECT type, reference, count(*) AS events FROM accounts_event GROUP BY type, reference HAVING count(*) > 1
        UNION ALL
        SELECT 'delivery', CAST(event_id AS varchar), count(*) FROM accounts_webhookdelivery
        GROUP BY endpoint_id, event_id HAVING count(*) > 1
        """,
    ),
    Check(
        "webhooks.spread",
        _("Only what was handed to endpoints is on its way to them."),
        "accounts_webhookdelivery",
        """
        SELECT delivery.public_id AS delivery FROM accounts_webhookdelivery AS delivery
        JOIN accounts_event AS event ON event.id = delivery.event_id WHERE event.spread_at IS NULL
        """,
    ),
    Check(
        "webhooks.delivered",
        _("What counts as delivered was answered with success."),
        "accounts_webhookdelivery",
        """
        SELECT delivery.public_id AS delivery FROM accounts_webhookdelivery AS delivery
        JOIN accounts_webhookattempt AS attempt ON attempt.delivery_id = delivery.id
        WHERE delivery.state = 'succeeded' GROUP BY delivery.id, delivery.public_id
        HAVING sum(CASE WHEN attempt.status BETWEEN 200 AND 299 THEN 1 ELSE 0 END) = 0
        """,
    ),
]
