"""Mails before a trial ends and before a year renews, and while a payment is missing: each once."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet

from loyalty.actions.membership_mails import (
    mail_consent_missing,
    mail_payment_failed,
    mail_renewal_coming,
    mail_trial_ending,
)
from loyalty.models import Membership, PriceNotice
from loyalty.rules.memberships import failure_reminder
from loyalty.rules.periods import TRIAL_REMINDER, YEAR_REMINDER, Period, is_reminder_due

State = Membership.State


def to_remind(at: datetime) -> QuerySet[Membership]:
    """Those whose trial or year ends soon and who were not told yet."""
    soon = at + max(TRIAL_REMINDER, YEAR_REMINDER)
    running = Membership.objects.paid_for().filter(state__in=[State.TRIAL, State.ACTIVE], cancels_at_end=False)
    return running.filter(ends_at__gt=at, ends_at__lte=soon).exclude(reminded_for=F("ends_at"))


def in_grace(at: datetime) -> QuerySet[Membership]:
    return Membership.objects.filter(state=State.GRACE, grace_until__gt=at)


@transaction.atomic
def remind_member(*, membership: Membership, at: datetime) -> Membership:
    """Write to them if it is time; once for each period's end."""
    membership = Membership.objects.lock(membership)
    period = _current(membership)
    is_trial = membership.state == State.TRIAL
    interval = membership.interval
    if not period or membership.reminded_for == period.ends_at or not membership.renews:
        return membership
    if not is_reminder_due(period, is_trial=is_trial, interval=interval, at=at):
        return membership
    if is_trial:
        mail_trial_ending(membership)
    elif notice := _asking(membership):
        mail_consent_missing(notice)
    else:
        mail_renewal_coming(membership)
    Membership.objects.filter(pk=membership.pk).update(reminded_for=period.ends_at)
    return membership


@transaction.atomic
def remind_of_failure(*, membership: Membership, at: datetime) -> Membership:
    """The next of the mails about a failed payment; each is written once, however often this is called."""
    membership = Membership.objects.lock(membership)
    if membership.state == State.GRACE and membership.grace_until:
        place = failure_reminder(grace_until=membership.grace_until, at=at)
        if place is not None:
            mail_payment_failed(membership, place)
    return membership


def _asking(membership: Membership) -> PriceNotice | None:
    """What was told of a price that this renewal costs only with the member's yes."""
    asking = PriceNotice.objects.unagreed().filter(membership=membership, holds_from__lte=membership.ends_at)
    related = ("move__price", "before", "membership__customer", "membership__plan")
    return asking.select_related(*related).first()


def _current(membership: Membership) -> Period | None:
    """From the ledger where it begins; where it ends is what the provider said last."""
    period = membership.period
    if period is None or membership.ends_at is None or period.starts_at >= membership.ends_at:
        return None
    return Period(period.starts_at, membership.ends_at)
