"""Memberships that staff give away or make longer, with a reason and within a limit."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Refused
from core.stripe import ProviderRefused, ProviderUnavailable
from core.stripe_billing import move_trial_end
from loyalty.actions.membership_events import move_membership, write_event
from loyalty.actions.membership_mails import mail_granted
from loyalty.actions.syncing import BillingUnavailable, sync_membership
from loyalty.models import Membership, MembershipEvent, MembershipPeriod, Plan
from loyalty.rules.memberships import GRANT_DAYS, GRANT_DAYS_BEYOND

State = Membership.State
BEYOND = "loyalty.grant_membership_beyond"


class GrantTooLong(Refused):
    code = "grant_too_long"
    message = _("You may give away %(days)s days at once. Ask somebody who may give more.")


class PaidAlready(Refused):
    code = "paid_already"
    message = _("This customer pays for a membership, which renews by itself. Give store credit or a refund instead.")


@transaction.atomic
def grant_membership(
    *, customer: User, plan: Plan, days: int, reason: str, by: User | None, at: datetime
) -> Membership:
    """Give somebody so many days of a plan; who has been given one already has it longer.

    `by` is None for the shop itself, which has no limit. Raises GrantTooLong and PaidAlready.
    """
    _check_days(days, by)
    live = Membership.objects.live().filter(customer=customer).first()
    if live:
        live = Membership.objects.lock(live)
        if live.source == Membership.Source.PAID:
            raise PaidAlready
        return _prolong(live, days, reason, by, at)
    ends_at = at + timedelta(days=days)
    membership = Membership.objects.create(
        customer=customer, plan=plan, source=Membership.Source.GRANTED, language=customer.language
    )
    move_membership(membership=membership, state=State.ACTIVE, at=at, by=by, starts_at=at, ends_at=ends_at)
    _write_period(membership, at, ends_at)
    _note(membership, MembershipEvent.Kind.GRANTED, days, reason, by, at)
    mail_granted(membership)
    return membership


def extend_membership(*, membership: Membership, days: int, reason: str, by: User, at: datetime) -> Membership:
    """More days: of a given membership, or of a trial, whose first charge moves. What is paid for renews by itself.

    Raises GrantTooLong, PaidAlready and BillingUnavailable.
    """
    _check_days(days, by)
    if membership.source == Membership.Source.GRANTED and membership.state == State.ACTIVE:
        with transaction.atomic():
            return _prolong(Membership.objects.lock(membership), days, reason, by, at)
    if membership.state != State.TRIAL or membership.ends_at is None:
        raise PaidAlready
    ends_at = membership.ends_at + timedelta(days=days)
    try:
        move_trial_end(membership.stripe_subscription_id, ends_at=ends_at)
    except (ProviderUnavailable, ProviderRefused) as error:
        raise BillingUnavailable from error
    _note(membership, MembershipEvent.Kind.EXTENDED, days, reason, by, at)
    _lengthen_trial(membership, ends_at)
    return sync_membership(membership=membership, at=at)


@transaction.atomic
def end_granted(*, membership: Membership, at: datetime) -> Membership:
    """Its time is over."""
    membership = Membership.objects.lock(membership)
    is_over = membership.ends_at is not None and membership.ends_at <= at
    if membership.source == Membership.Source.GRANTED and membership.state == State.ACTIVE and is_over:
        move_membership(membership=membership, state=State.ENDED, at=at, ended_at=membership.ends_at)
    return membership


def _check_days(days: int, by: User | None) -> None:
    most = GRANT_DAYS_BEYOND if by is None or by.has_perm(BEYOND) else GRANT_DAYS
    if not 1 <= days <= most:
        raise GrantTooLong(GrantTooLong.message % {"days": most})


def _prolong(membership: Membership, days: int, reason: str, by: User | None, at: datetime) -> Membership:
    starts_at = max(membership.ends_at or at, at)
    ends_at = starts_at + timedelta(days=days)
    if (ends_at - at).days > GRANT_DAYS_BEYOND and by is not None and not by.has_perm(BEYOND):
        raise GrantTooLong(GrantTooLong.message % {"days": GRANT_DAYS_BEYOND})
    _write_period(membership, starts_at, ends_at)
    move_membership(membership=membership, state=State.ACTIVE, at=at, by=by, ends_at=ends_at)
    _note(membership, MembershipEvent.Kind.EXTENDED, days, reason, by, at)
    mail_granted(membership)
    return membership


def _write_period(membership: Membership, starts_at: datetime, ends_at: datetime) -> None:
    kind = MembershipPeriod.Kind.GRANTED
    MembershipPeriod.objects.create(membership=membership, kind=kind, starts_at=starts_at, ends_at=ends_at)


@transaction.atomic
def _lengthen_trial(membership: Membership, ends_at: datetime) -> None:
    """The period of the trial follows; its invoice was written before."""
    trial = membership.periods.filter(kind=MembershipPeriod.Kind.TRIAL).order_by("starts_at").last()
    if trial:
        MembershipPeriod.objects.filter(pk=trial.pk).update(ends_at=ends_at)
    Membership.objects.filter(pk=membership.pk).update(trial_ends_at=ends_at)


def _note(membership: Membership, kind: str, days: int, reason: str, by: User | None, at: datetime) -> None:
    """Each press of the button is a cause of its own."""
    write_event(
        membership=membership, kind=kind, reference=f"staff/{get_random_string(12)}", at=at, by=by,
        days=days, reason=reason,
    )  # fmt: skip
