"""Bringing memberships to what the provider says of them: called by return, webhook, sweeper and every change alike.

Nothing in a request or an event is believed except an id: `sync_membership` asks the provider itself, and what it
answers is written in one transaction. An answer that is older than one written already changes nothing.
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from core.jobs import later
from core.kills import kill_point
from core.money import Money
from core.retries import again_when_blocked
from core.stripe import ProviderRefused, ProviderUnavailable, expire_checkout_session
from core.stripe_billing import (
    Invoice,
    Subscription,
    cancel_subscription,
    fetch_invoices,
    fetch_signup_session,
    fetch_subscription,
    subscription_of_invoice,
    switch_price,
)
from loyalty.actions.membership_events import move_membership, write_event
from loyalty.actions.membership_mails import mail_canceled, mail_let_go, mail_trial_refused
from loyalty.actions.plans import publish_price
from loyalty.actions.trials import claim_trial
from loyalty.models import (
    BillingAccount,
    BillingEvent,
    Membership,
    MembershipEvent,
    MembershipInvoice,
    MembershipPeriod,
    PlanPrice,
    PriceNotice,
)
from loyalty.rules.memberships import GRACE_PERIOD, UnknownStatus, standing

logger = logging.getLogger(__name__)
State, Kind = Membership.State, MembershipEvent.Kind
OVER = ("canceled", "incomplete_expired")


class BillingUnavailable(Refused):
    code = "billing_unavailable"
    message = _(
        "The payment service does not answer at the moment. Nothing was changed and nothing charged. "
        "Please try again in a minute."
    )


def sync_membership(*, membership: Membership, at: datetime) -> Membership:
    """Ask the provider and write down what it says. Idempotent. A granted one is nobody's business but ours.

    Raises BillingUnavailable when the provider does not answer and TooBusy when the database has no time.
    """
    if membership.source != Membership.Source.PAID:
        return membership
    try:
        if not membership.stripe_subscription_id:
            membership = _follow_signup(membership, at)
        return _follow_subscription(membership, at) if membership.stripe_subscription_id else membership
    except (ProviderUnavailable, ProviderRefused) as error:
        raise BillingUnavailable from error


@transaction.atomic
def record_billing_event(*, event_id: str, kind: str, object_id: str) -> BillingEvent:
    """Store a webhook's ids; the same event again returns the first row."""
    event, created = BillingEvent.objects.get_or_create(
        event_id=event_id, defaults={"kind": kind, "object_id": object_id}
    )
    if created:
        later("loyalty.process_billing_event", event_pk=event.pk)
    return event


def process_billing_event(*, event: BillingEvent, at: datetime) -> BillingEvent:
    """Look after the membership that the event is about, whatever else it claims; others' events are marked done."""
    membership = _membership_of(event.object_id)
    if membership:
        sync_membership(membership=membership, at=at)
    BillingEvent.objects.filter(pk=event.pk).update(processed_at=at)
    return event


def _membership_of(object_id: str) -> Membership | None:
    """By the ids that we know; an invoice that is new to us is looked up at the provider."""
    if not object_id:
        return None
    known = Q(signup_id=object_id) | Q(stripe_subscription_id=object_id) | Q(invoices__stripe_id=object_id)
    found = Membership.objects.filter(known).order_by("pk").last()
    if found or not object_id.startswith("in_"):
        return found
    try:
        subscription_id = subscription_of_invoice(object_id)
    except ProviderRefused:  # there is no such invoice: whoever sent this made it up
        return None
    except ProviderUnavailable as error:
        raise BillingUnavailable from error
    return Membership.objects.filter(stripe_subscription_id=subscription_id or "-").first()


def _follow_signup(membership: Membership, at: datetime) -> Membership:
    """What became of the page: a subscription, nothing yet, or nothing for good."""
    if membership.state != State.PENDING:
        return _close_page(membership, at) if membership.signup_id else membership
    if not membership.signup_id:
        return _end_unopened(membership, at)
    session = fetch_signup_session(membership.signup_id)
    if session.status == "complete" and session.subscription_id:
        return _attach(membership, session.customer_id, session.subscription_id)
    if session.status == "expired":
        return _end_signup(membership, at)
    return membership


@transaction.atomic
def _attach(membership: Membership, customer_id: str, subscription_id: str) -> Membership:
    """The subscription is this member's, as the page that sold it was: both are of the same provider's customer."""
    membership = Membership.objects.lock(membership)
    is_ours = BillingAccount.objects.filter(customer=membership.customer_id, stripe_id=customer_id or "-").exists()
    if not is_ours:
        logger.error("%s: subscription %s is of another customer", membership.reference, subscription_id)
    elif not membership.stripe_subscription_id:
        Membership.objects.filter(pk=membership.pk).update(stripe_subscription_id=subscription_id)
        membership.stripe_subscription_id = subscription_id
    return membership


def _close_page(membership: Membership, at: datetime) -> Membership:
    """It is over for us while its page may be open: nobody is to pay there, and who just did is let go."""
    session = fetch_signup_session(membership.signup_id)
    if session.status == "complete" and session.subscription_id:
        return _attach(membership, session.customer_id, session.subscription_id)
    if session.status == "open":
        expire_checkout_session(membership.signup_id)
    Membership.objects.filter(pk=membership.pk).update(synced_at=at)
    return membership


def _end_unopened(membership: Membership, at: datetime) -> Membership:
    """Its page was never opened: nobody can pay it, and once its time is over a new one may begin."""
    expires_at = membership.signup_expires_at
    return _end_signup(membership, at) if expires_at is None or expires_at <= at else membership


@transaction.atomic
def _end_signup(membership: Membership, at: datetime) -> Membership:
    membership = Membership.objects.lock(membership)
    if membership.state == State.PENDING and not membership.stripe_subscription_id:
        move_membership(membership=membership, state=State.ENDED, at=at, ended_at=at, synced_at=at)
    return membership


def _follow_subscription(membership: Membership, at: datetime) -> Membership:
    asked_at = timezone.now()
    subscription = fetch_subscription(membership.stripe_subscription_id)
    if _must_end(membership) and subscription.status not in OVER:
        subscription = cancel_subscription(subscription.id)
    subscription = _finish_switch(membership, subscription)
    invoices = fetch_invoices(subscription.id)
    kill_point("sync_membership:after_fetch")
    membership = _write(membership, subscription, invoices, asked_at, at)
    if subscription.status not in OVER and _must_end(membership):
        return _follow_subscription(membership, at)
    return membership


def _must_end(membership: Membership) -> bool:
    """It is over for us, or its trial was refused: the provider must not go on charging for it."""
    refused = membership.events.filter(kind=Kind.TRIAL_REFUSED).exists()
    return refused or Membership.objects.filter(pk=membership.pk, state=State.ENDED).exists()


def _finish_switch(membership: Membership, subscription: Subscription) -> Subscription:
    """A change to another price at the period's end was promised: the provider is told, again if need be."""
    wanted = Membership.objects.select_related("next_price__plan").get(pk=membership.pk).next_price
    if wanted is None or subscription.status not in ("active", "trialing"):
        return subscription
    price_id = publish_price(wanted)
    if subscription.price_id == price_id:
        return subscription
    return switch_price(subscription, price_id=price_id, until=subscription.ends_at)


@again_when_blocked
@transaction.atomic
def _write(
    membership: Membership, told: Subscription, invoices: list[Invoice], asked_at: datetime, at: datetime
) -> Membership:
    membership = Membership.objects.lock(membership)
    if membership.synced_at and asked_at < membership.synced_at:
        return membership  # somebody asked later and was faster
    account = BillingAccount.objects.filter(customer=membership.customer_id).first()
    if account is None or told.customer_id != account.stripe_id:
        logger.error("%s: subscription %s is of another customer", membership.reference, told.id)
        return membership
    _write_invoices(membership, invoices)
    if _is_refused_trial(membership, told, at):
        later("loyalty.sync_membership", membership_id=membership.pk)
        return membership
    _write_periods(membership, invoices, at)
    _write_ending(membership, told, at)
    _write_price(membership, told, at)
    _write_standing(membership, told, asked_at, at)
    return membership


def _write_invoices(membership: Membership, invoices: list[Invoice]) -> None:
    for told in invoices:
        values = {
            "number": told.number,
            "status": told.status,
            "reason": told.reason,
            "amount_due": Money(told.amount_due),
            "amount_paid": Money(told.amount_paid),
            "currency": told.currency,
            "intent_id": told.intent_id,
            "url": told.url,
            "pdf_url": told.pdf_url,
            "issued_at": told.issued_at,
            "paid_at": told.paid_at,
        }
        row, created = MembershipInvoice.objects.get_or_create(
            stripe_id=told.id, defaults={"membership": membership} | values
        )
        if not created:
            MembershipInvoice.objects.filter(pk=row.pk, membership=membership).update(**values)


def _is_refused_trial(membership: Membership, told: Subscription, at: datetime) -> bool:
    """The card is seen for the first time here. A second trial ends before it begins, and nothing is charged."""
    if membership.state != State.PENDING or not membership.with_trial or told.status in OVER:
        return False
    if claim_trial(membership=membership, card_fingerprint=told.card_fingerprint):
        return False
    write_event(membership=membership, kind=Kind.TRIAL_REFUSED, reference="trial", at=at)
    mail_trial_refused(membership)
    return True


def _write_periods(membership: Membership, invoices: list[Invoice], at: datetime) -> None:
    """A period for each paid invoice, once; the one before ends where the next begins."""
    was_paid = membership.was_paid
    for told in invoices:
        if told.status != "paid" or not told.starts_at or not told.ends_at:
            continue
        was_paid = was_paid or told.amount_paid > 0
        invoice = MembershipInvoice.objects.get(stripe_id=told.id)
        if MembershipPeriod.objects.filter(invoice=invoice).exists() or told.ends_at <= told.starts_at:
            continue
        _cut_periods(membership, told.starts_at)
        kind = MembershipPeriod.Kind.PAID if was_paid else MembershipPeriod.Kind.TRIAL
        MembershipPeriod.objects.create(
            membership=membership, kind=kind, starts_at=told.starts_at, ends_at=told.ends_at, invoice=invoice
        )
        if told.reason == "subscription_cycle":
            write_event(membership=membership, kind=Kind.RENEWED, reference=told.id, at=at, amount=told.amount_paid)
    membership.was_paid = was_paid


def _cut_periods(membership: Membership, at: datetime) -> None:
    """What was given beyond this moment is not: another period begins there, or nothing does."""
    for period in membership.periods.filter(ends_at__gt=at):
        MembershipPeriod.objects.filter(pk=period.pk).update(ends_at=max(period.starts_at, at))


def _write_ending(membership: Membership, told: Subscription, at: datetime) -> None:
    """Whether it ends with its period, be it said here or in the provider's portal."""
    if told.ends_with_period == membership.cancels_at_end or told.status in OVER:
        return
    kinds = [Kind.CANCELED, Kind.UNCANCELED]
    number = membership.events.filter(kind__in=kinds).count() + 1
    kind = Kind.CANCELED if told.ends_with_period else Kind.UNCANCELED
    write_event(membership=membership, kind=kind, reference=f"ending/{number}", at=at)
    membership.cancels_at_end = told.ends_with_period
    if told.ends_with_period:
        membership.ends_at = told.ends_at
        silent = PriceNotice.objects.unagreed().filter(membership=membership, let_go_at__isnull=False)
        notice = silent.select_related("move__price", "before").first()
        if notice:
            mail_let_go(notice, membership, number)
        else:
            mail_canceled(membership, number)


def _write_price(membership: Membership, told: Subscription, at: datetime) -> None:
    """The version that the member pays. One that waits for its turn is not theirs yet."""
    price = PlanPrice.objects.filter(stripe_price_id=told.price_id or "-").select_related("plan").first()
    if price is None:
        logger.error("%s: price %s is not one of ours", membership.reference, told.price_id)
        return
    is_waiting = membership.next_price_id == price.pk and told.status == "trialing" and price.pk != membership.price_id
    if is_waiting or told.status in OVER:
        return
    if membership.price_id != price.pk:
        number = membership.events.filter(kind=Kind.SWITCHED).count() + 1
        write_event(
            membership=membership, kind=Kind.SWITCHED, reference=f"switch/{number}", at=at,
            price=price.pk, before=membership.price_id,
        )  # fmt: skip
    if membership.next_price_id == price.pk:
        membership.next_price = None
    membership.price, membership.plan = price, price.plan


def _write_standing(membership: Membership, told: Subscription, asked_at: datetime, at: datetime) -> None:
    """The state and every date, in one step."""
    grace_until = membership.grace_until
    try:
        state = standing(told.status, was_paid=membership.was_paid, grace_until=grace_until, at=at)
    except UnknownStatus:
        logger.error("%s: Stripe says %r, which we do not know", membership.reference, told.status)
        state = membership.state
    if state == State.GRACE and grace_until is None:
        grace_until = at + GRACE_PERIOD
    if state in (State.ACTIVE, State.TRIAL):
        grace_until = None
    starts_at = membership.starts_at or min(told.starts_at, at)
    also: dict[str, object] = {
        "starts_at": starts_at,
        "ends_at": max(told.ends_at, starts_at + timedelta(seconds=1)),
        "trial_ends_at": membership.trial_ends_at or (told.trial_ends_at if membership.with_trial else None),
        "cancels_at_end": membership.cancels_at_end,
        "grace_until": grace_until,
        "was_paid": membership.was_paid,
        "price": membership.price,
        "plan": membership.plan,
        "next_price": membership.next_price,
        "card": told.card[:40],
        "synced_at": asked_at,
    }
    if state == State.ENDED:
        also |= _end(membership, told, at)
    if membership.state == State.PENDING and state in (State.PENDING, State.ENDED):
        also |= {"starts_at": None, "ends_at": None}  # it never began
    move_membership(membership=membership, state=_allowed(membership, state), at=at, **also)


def _end(membership: Membership, told: Subscription, at: datetime) -> dict[str, object]:
    """Its last period ends with it. What ended for us first keeps that moment."""
    ended_at = membership.ended_at or told.ended_at or at
    _cut_periods(membership, ended_at)
    return {"ended_at": ended_at, "next_price": None, "grace_until": None}


def _allowed(membership: Membership, state: str) -> str:
    """What is over for us stays so; the provider is told, see `_must_end`."""
    return state if membership.can_move_to(state) else membership.state
