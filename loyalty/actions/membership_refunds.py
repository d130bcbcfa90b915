"""Money of a membership going back: a period that was not used by the rule, what is left of one by staff."""

from contextlib import suppress
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Refused
from core.jobs import later
from core.kills import kill_point
from core.money import ZERO, Money
from core.stripe import ProviderFault, ProviderRefused, ProviderUnavailable, create_refund, find_refund
from core.stripe_billing import cancel_subscription
from loyalty.actions.membership_events import move_membership, write_event
from loyalty.actions.membership_mails import mail_refunded
from loyalty.models import Membership, MembershipEvent, MembershipInvoice, MembershipPeriod, MembershipRefund
from loyalty.models.memberships import new_key
from loyalty.rules.memberships import may_refund_unused
from loyalty.rules.periods import Period, left_of

State = Membership.State
REFUNDABLE = (State.ACTIVE, State.GRACE, State.LAPSED)


class NotRefundable(Refused):
    code = "not_refundable"
    message = _("This period cannot be refunded any more: it was used, is too long ago, or the money is back already.")


class RefundTooLarge(Refused):
    code = "refund_too_large"
    message = _("That is more than is left of what was paid for this period.")


def refundable_now(membership: Membership, at: datetime) -> Money:
    """What a member who leaves now has back by the plan's rule; zero when it has none or something was used."""
    period = _paid_period(membership)
    if membership.state not in REFUNDABLE or period is None or period.invoice is None:
        return ZERO
    invoice = period.invoice
    allowed = may_refund_unused(
        paid_at=invoice.paid_at,
        refund_days=membership.plan.refund_days,
        used=membership.savings.filter(happened_at__gte=period.starts_at).exists(),
        refunded=invoice.refunded > ZERO,
        at=at,
    )
    return invoice.amount_paid if allowed else ZERO


def left_of_period(membership: Membership, at: datetime) -> Money:
    """What is not used up of the period paid for, by seconds, less what went back: the most that staff refund."""
    period = _paid_period(membership)
    if period is None or period.invoice is None:
        return ZERO
    invoice = period.invoice
    left = left_of(invoice.amount_paid, Period(period.starts_at, period.ends_at), at)
    return min(left, invoice.amount_paid - invoice.refunded)


@transaction.atomic
def refund_unused(*, membership: Membership, by: User, at: datetime) -> MembershipRefund:
    """A member leaves and has the unused period back: it ends here and now. Raises NotRefundable."""
    membership = Membership.objects.lock(membership)
    amount = refundable_now(membership, at)
    if not amount:
        raise NotRefundable
    return _request(membership, amount, "nothing used", by, at)


@transaction.atomic
def refund_membership(
    *, membership: Membership, amount: Money, reason: str, by: User, at: datetime
) -> MembershipRefund:
    """Staff end it now and send back so much of the last period's price. Raises NotRefundable and RefundTooLarge."""
    membership = Membership.objects.lock(membership)
    period = _paid_period(membership)
    if membership.state not in REFUNDABLE or period is None or period.invoice is None:
        raise NotRefundable
    if not ZERO < amount <= period.invoice.amount_paid - period.invoice.refunded:
        raise RefundTooLarge
    return _request(membership, amount, reason, by, at)


def execute_membership_refund(*, refund: MembershipRefund) -> MembershipRefund:
    """End the subscription at the provider, then send the money: both are harmless when repeated.

    If it was tried before, the provider is asked first whether it went out; see orders' refunds.
    """
    if refund.state != MembershipRefund.State.REQUESTED:
        return refund
    was_tried = not MembershipRefund.objects.filter(pk=refund.pk, is_tried=False).update(is_tried=True)
    kill_point("execute_membership_refund:before_call")
    try:
        _end_subscription(refund.invoice.membership)
        provider_id = (was_tried and _sent(refund)) or _send(refund)
    except ProviderUnavailable:
        return refund
    except ProviderRefused as error:
        return _finish(refund, MembershipRefund.State.FAILED, error=str(error)[:300])
    kill_point("execute_membership_refund:after_call")
    return _finish(refund, MembershipRefund.State.SUCCEEDED, provider_id=provider_id)


@transaction.atomic
def retry_membership_refund(*, refund: MembershipRefund) -> MembershipRefund:
    """Staff have one that failed sent once more, under a new key. Raises NotRefundable."""
    refund = MembershipRefund.objects.select_for_update(of=("self",)).get(pk=refund.pk)
    if refund.state != MembershipRefund.State.FAILED:
        raise NotRefundable
    refund.move_to(MembershipRefund.State.REQUESTED, key=new_key(), error="")
    later("loyalty.execute_membership_refund", refund_id=refund.pk)
    return refund


def _paid_period(membership: Membership) -> MembershipPeriod | None:
    """The latest one for which money came in."""
    paid = membership.periods.filter(kind=MembershipPeriod.Kind.PAID, invoice__amount_paid__gt=ZERO)
    return paid.select_related("invoice").order_by("starts_at", "pk").last()


def _request(membership: Membership, amount: Money, reason: str, by: User, at: datetime) -> MembershipRefund:
    period = _paid_period(membership)
    if period is None or period.invoice is None:
        raise NotRefundable
    left = MembershipInvoice.objects.filter(pk=period.invoice.pk, refunded__lte=period.invoice.amount_paid - amount)
    if not left.update(refunded=F("refunded") + amount.minor):
        raise RefundTooLarge
    refund = MembershipRefund.objects.create(invoice=period.invoice, amount=amount, reason=reason, requested_by=by)
    write_event(
        membership=membership, kind=MembershipEvent.Kind.REFUNDED, reference=f"refund/{refund.pk}", at=at, by=by,
        amount=amount.minor, reason=reason,
    )  # fmt: skip
    _end_now(membership, at, by)
    mail_refunded(membership, amount, refund.pk)
    later("loyalty.execute_membership_refund", refund_id=refund.pk)
    return refund


@transaction.atomic(savepoint=False)
def end_for_good(*, membership: Membership, at: datetime) -> Membership:
    """Its customer leaves: it is over now, and the provider is told to charge no more."""
    membership = Membership.objects.lock(membership)
    _end_now(membership, at, None)
    if membership.stripe_subscription_id or membership.signup_id:
        Membership.objects.filter(pk=membership.pk).update(synced_at=None)
        later("loyalty.sync_membership", membership_id=membership.pk)
    return membership


def _end_now(membership: Membership, at: datetime, by: User | None) -> None:
    ended_at = at.replace(microsecond=0)  # as the provider counts: the next membership may begin in this second
    _cut(membership, ended_at)
    also = {"ended_at": ended_at, "cancels_at_end": False, "next_price": None, "grace_until": None}
    move_membership(membership=membership, state=State.ENDED, at=at, by=by, **also)


def _cut(membership: Membership, at: datetime) -> None:
    for period in membership.periods.filter(ends_at__gt=at):
        MembershipPeriod.objects.filter(pk=period.pk).update(ends_at=max(period.starts_at, at))


def _end_subscription(membership: Membership) -> None:
    with suppress(ProviderRefused):  # it is over already
        cancel_subscription(membership.stripe_subscription_id)


def _send(refund: MembershipRefund) -> str:
    try:
        return create_refund(
            intent_id=refund.invoice.intent_id,
            amount_minor=refund.amount.minor,
            reference=refund.reference,
            key=refund.key,
        )
    except ProviderFault:
        if sent := _sent(refund):
            return sent
        MembershipRefund.objects.filter(pk=refund.pk, key=refund.key).update(key=new_key())
        raise


def _sent(refund: MembershipRefund) -> str:
    return find_refund(intent_id=refund.invoice.intent_id, reference=refund.reference)


@transaction.atomic
def _finish(refund: MembershipRefund, state: str, **result: str) -> MembershipRefund:
    refund = MembershipRefund.objects.select_for_update(of=("self",)).get(pk=refund.pk)
    if refund.state == MembershipRefund.State.REQUESTED:
        refund.move_to(state, **result)
    return refund
