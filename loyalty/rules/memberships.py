"""Rules of the paid membership: what Stripe's statuses mean to us, who has its perks, what is refunded and granted."""

from datetime import datetime, timedelta

PENDING, TRIAL, ACTIVE, GRACE = "pending", "trial", "active", "grace"
LAPSED, PAUSED, ENDED = "lapsed", "paused", "ended"

GIVING_PERKS = (TRIAL, ACTIVE, GRACE)
"""States in which a membership is worth something, as long as its period says so."""

GRACE_PERIOD = timedelta(days=7)
"""How long perks go on after a renewal could not be charged."""
REMINDED_AFTER = (timedelta(0), timedelta(days=3), timedelta(days=6))
"""When in the grace somebody is told that the payment failed."""
NEWS_IS_LATE = timedelta(days=2)
"""How long a renewal that we have not heard of yet counts as made: Stripe takes an hour, an outage takes longer."""
SIGNUP_OPEN = timedelta(hours=2)
"""How long the provider's page for joining can be used."""
GRANT_DAYS, GRANT_DAYS_BEYOND = 92, 732
"""How much staff may give away at once, with the common permission and with the special one."""
LAST_MONTHS = timedelta(days=365)


class UnknownStatus(ValueError):
    """Stripe has a status that it did not have when this was written."""


def standing(status: str, *, was_paid: bool, grace_until: datetime | None, at: datetime) -> str:
    """Our state for each of Stripe's eight statuses.

    A subscription that was paid for and is `trialing` waits for its next price (see switching to monthly). One that
    was never paid for has no grace: a trial does not become longer by a card that is empty. Raises UnknownStatus.
    """
    match status:
        case "incomplete":
            return PENDING
        case "trialing":
            return ACTIVE if was_paid else TRIAL
        case "active":
            return ACTIVE
        case "past_due":
            return GRACE if was_paid and (grace_until is None or at < grace_until) else LAPSED
        case "unpaid":
            return LAPSED
        case "paused":
            return PAUSED
        case "canceled" | "incomplete_expired":
            return ENDED
    raise UnknownStatus(status)


def gives_perks(
    *,
    state: str,
    starts_at: datetime | None,
    ends_at: datetime | None,
    renews: bool,
    grace_until: datetime | None,
    at: datetime,
) -> bool:
    """Whether a membership in this state is worth something at this moment; `ends_at` is its period's end."""
    if starts_at is None or ends_at is None or at < starts_at:
        return False
    if state == GRACE:
        return grace_until is not None and at < grace_until
    return state in (TRIAL, ACTIVE) and at < (ends_at + NEWS_IS_LATE if renews else ends_at)


def failure_reminder(*, grace_until: datetime, at: datetime) -> int | None:
    """Which of the mails about a failed payment is the latest that is due, by its place; None after the grace."""
    passed = at - (grace_until - GRACE_PERIOD)
    due = [place for place, wait in enumerate(REMINDED_AFTER) if wait <= passed]
    return due[-1] if due and at < grace_until else None


def may_refund_unused(*, paid_at: datetime | None, refund_days: int, used: bool, refunded: bool, at: datetime) -> bool:
    """Whether a member has the whole of a period back by themselves: soon after paying, and nothing used since."""
    in_time = paid_at is not None and at < paid_at + timedelta(days=refund_days)
    return in_time and not used and not refunded
