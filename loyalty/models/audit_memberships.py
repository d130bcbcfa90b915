"""What must hold of memberships: one for each customer, a state that its events tell, and periods that are backed."""

from django.utils.translation import gettext_lazy as _

from core.audit import Check

MEMBERSHIP_CHECKS = [
    Check(
        "memberships.dearer",
        _("Nobody's next period costs more by the same interval without a notice, and a yes where it is needed."),
        "loyalty_membership",
        """
        SELECT member.id AS membership, pays.amount AS pays, coming.amount AS coming
        FROM loyalty_membership AS member
        JOIN loyalty_planprice AS pays ON pays.id = member.price_id
        JOIN loyalty_planprice AS coming ON coming.id = member.next_price_id
        WHERE pays.plan_id = coming.plan_id AND pays."interval" = coming."interval" AND coming.amount > pays.amount
            AND NOT EXISTS (
                SELECT 1 FROM loyalty_pricenotice AS notice JOIN loyalty_pricemove AS move ON move.id = notice.move_id
                WHERE notice.membership_id = member.id AND move.price_id = coming.id AND notice.moved_at IS NOT NULL
                    AND (notice.agreed_at IS NOT NULL OR NOT notice.needs_consent))
        """,
    ),
    Check(
        "memberships.live",
        _("A customer has at most one membership that is not over."),
        "loyalty_membership",
        """
        SELECT customer_id AS customer, count(*) AS live FROM loyalty_membership
        WHERE state <> 'ended' GROUP BY customer_id HAVING count(*) > 1
        """,
    ),
    Check(
        "memberships.state",
        _("The state of a membership is the one that the latest of its events moved it to."),
        "loyalty_membership",
        """
        SELECT membership.id AS membership, membership.state, event.to_state AS of_events
        FROM loyalty_membership AS membership
        LEFT JOIN (
            SELECT membership_id, max(id) AS latest FROM loyalty_membershipevent
            WHERE kind = 'moved' OR reference = 'before' GROUP BY membership_id
        ) AS moves ON moves.membership_id = membership.id
        LEFT JOIN loyalty_membershipevent AS event ON event.id = moves.latest
        WHERE coalesce(event.to_state, 'pending') <> membership.state
        """,
    ),
    Check(
        "memberships.periods",
        _("No two periods of a customer overlap."),
        "loyalty_membershipperiod",
        """
        SELECT owner.customer_id AS customer, one.id AS period, other.id AS overlaps
        FROM loyalty_membershipperiod AS one JOIN loyalty_membership AS owner ON owner.id = one.membership_id
        JOIN loyalty_membership AS same ON same.customer_id = owner.customer_id
        JOIN loyalty_membershipperiod AS other ON other.membership_id = same.id AND other.id > one.id
        WHERE one.starts_at < other.ends_at AND other.starts_at < one.ends_at
            AND one.starts_at < one.ends_at AND other.starts_at < other.ends_at
        """,
    ),
    Check(
        "memberships.backed",
        _("Each period is backed by a paid invoice of its membership, or by a grant."),
        "loyalty_membershipperiod",
        """
        SELECT period.id AS period, period.membership_id AS membership, period.kind
        FROM loyalty_membershipperiod AS period
        LEFT JOIN loyalty_membershipinvoice AS invoice ON invoice.id = period.invoice_id
        WHERE (period.kind <> 'granted' AND (
                invoice.id IS NULL OR invoice.status <> 'paid' OR invoice.membership_id <> period.membership_id))
            OR (period.kind = 'granted' AND NOT EXISTS (
                SELECT 1 FROM loyalty_membershipevent AS event
                WHERE event.membership_id = period.membership_id AND event.kind IN ('granted', 'extended')))
        """,
    ),
    Check(
        "memberships.paid",
        _("Each paid invoice over money that names a renewal or a beginning has its period, and only one."),
        "loyalty_membershipinvoice",
        """
        SELECT invoice.id AS invoice, invoice.membership_id AS membership, count(period.id) AS periods
        FROM loyalty_membershipinvoice AS invoice
        JOIN loyalty_membership AS membership ON membership.id = invoice.membership_id
        LEFT JOIN loyalty_membershipperiod AS period ON period.invoice_id = invoice.id
        WHERE invoice.status = 'paid' AND invoice.reason IN ('subscription_create', 'subscription_cycle')
            AND invoice.amount_paid > 0
        GROUP BY invoice.id, invoice.membership_id HAVING count(period.id) <> 1
        """,
    ),
    Check(
        "memberships.refunded",
        _("What counts as sent back of an invoice is the sum of its refunds, and no more than was paid."),
        "loyalty_membershipinvoice",
        """
        SELECT invoice.id AS invoice, invoice.refunded, coalesce(sums.amount, 0) AS of_refunds, invoice.amount_paid
        FROM loyalty_membershipinvoice AS invoice LEFT JOIN (
            SELECT invoice_id, sum(amount) AS amount FROM loyalty_membershiprefund GROUP BY invoice_id
        ) AS sums ON sums.invoice_id = invoice.id
        WHERE invoice.refunded <> coalesce(sums.amount, 0) OR invoice.refunded > invoice.amount_paid
        """,
    ),
    Check(
        "memberships.ended",
        _("A membership that is over gives no period beyond its end."),
        "loyalty_membership",
        """
        SELECT membership.id AS membership, membership.ended_at, max(period.ends_at) AS until
        FROM loyalty_membership AS membership
        JOIN loyalty_membershipperiod AS period ON period.membership_id = membership.id
        WHERE membership.state = 'ended' AND period.ends_at > period.starts_at
        GROUP BY membership.id, membership.ended_at HAVING max(period.ends_at) > membership.ended_at
        """,
    ),
]
