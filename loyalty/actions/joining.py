"""Joining: a page at the provider is opened for one price version, and only one for each customer at a time."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Refused
from core.kills import kill_point
from core.stripe import ProviderFault, ProviderRefused, ProviderUnavailable, expire_checkout_session
from core.stripe_billing import SignupSession, create_billing_customer, create_signup_session
from loyalty.actions.membership_events import move_membership, write_event
from loyalty.actions.plans import publish_price
from loyalty.actions.syncing import BillingUnavailable, sync_membership
from loyalty.actions.trials import may_have_trial
from loyalty.models import BillingAccount, Membership, MembershipEvent, PlanPrice
from loyalty.models.memberships import new_key
from loyalty.rules.memberships import SIGNUP_OPEN

State = Membership.State
NEEDED_TO_OPEN = timedelta(minutes=40)
"""The provider opens no page that can be used for less than half an hour."""


class AlreadyMember(Refused):
    code = "already_member"
    message = _("You have a membership already. Your account shows how it stands.")


class PriceNotOffered(Refused):
    code = "price_not_offered"
    message = _("That price is not offered any more. Please look at the page again before you join.")


class TrialNotOffered(Refused):
    code = "trial_not_offered"
    message = _("Everybody has one trial, and you had yours. The page now shows what joining costs at once.")


def open_signup(*, customer: User, price: PlanPrice, with_trial: bool, language: str, at: datetime) -> Membership:
    """Open the provider's page for joining; `signup_url` is where the customer goes.

    `with_trial` is what the customer was shown. A page that is open already for the same is used again, and one for
    another price is closed before. Raises AlreadyMember, PriceNotOffered, TrialNotOffered, BillingUnavailable.
    """
    pending = _pending_of(customer, price, with_trial, at)
    membership = pending or _begin(customer, price, with_trial, language, at)
    if membership.signup_url:
        return membership
    try:
        return _open_page(membership)
    except (ProviderUnavailable, ProviderRefused) as error:
        if isinstance(error, ProviderFault):  # it keeps that answer under the key; nobody has seen such a page
            Membership.objects.filter(pk=membership.pk, signup_id="").update(key=new_key())
        raise BillingUnavailable from error


def close_signup(*, membership: Membership, at: datetime) -> Membership:
    """Nobody joins by this page any more, unless somebody just did. Raises BillingUnavailable."""
    if membership.state != State.PENDING:
        return membership
    if membership.signup_id and not membership.stripe_subscription_id:
        try:
            expire_checkout_session(membership.signup_id)
        except ProviderRefused:  # not open any more: asking finds out what it became
            pass
        except ProviderUnavailable as error:
            raise BillingUnavailable from error
    if membership.signup_id:
        return sync_membership(membership=membership, at=at)
    return _drop(membership, at)


@transaction.atomic
def _drop(membership: Membership, at: datetime) -> Membership:
    """Its page was never opened. Should a request still be opening it, it finds the row ended and shows nobody."""
    membership = Membership.objects.lock(membership)
    if membership.state == State.PENDING and not membership.signup_id:
        move_membership(membership=membership, state=State.ENDED, at=at, ended_at=at)
    return membership


def _pending_of(customer: User, price: PlanPrice, with_trial: bool, at: datetime) -> Membership | None:
    """The customer's membership that is being joined for just this. Others are out of the way afterwards."""
    live = Membership.objects.live().filter(customer=customer).first()
    if live is None:
        return None
    ahead = timedelta(0) if live.signup_url else NEEDED_TO_OPEN
    is_open = live.signup_expires_at is not None and at + ahead < live.signup_expires_at
    is_same = (live.price_id, live.with_trial) == (price.pk, with_trial)
    if live.state == State.PENDING and is_same and is_open and not live.stripe_subscription_id:
        return live
    if close_signup(membership=live, at=at).state != State.ENDED:
        raise AlreadyMember
    return None


@transaction.atomic
def _begin(customer: User, price: PlanPrice, with_trial: bool, language: str, at: datetime) -> Membership:
    """Write down that somebody joins, before the provider is asked for anything."""
    account, _created = BillingAccount.objects.get_or_create(customer=customer)
    BillingAccount.objects.lock(account)
    if price.pk not in {offered.pk for offered in PlanPrice.objects.offered(at)}:
        raise PriceNotOffered
    if with_trial != (price.trial_days > 0 and may_have_trial(customer)):
        raise TrialNotOffered
    try:
        with transaction.atomic():
            membership = Membership.objects.create(
                customer=customer,
                plan=price.plan,
                price=price,
                with_trial=with_trial,
                language=language,
                signup_expires_at=at + SIGNUP_OPEN,
            )
    except IntegrityError as error:  # another window was faster
        raise AlreadyMember from error
    write_event(
        membership=membership, kind=MembershipEvent.Kind.JOINED, reference="join", at=at, by=customer,
        price=price.pk, amount=price.amount.minor, trial_days=price.trial_days if with_trial else 0,
    )  # fmt: skip
    return membership


def _open_page(membership: Membership) -> Membership:
    kill_point("open_signup:before_call")
    session = _ask_for_page(membership, _customer_at_provider(membership.customer))
    kill_point("open_signup:after_call")
    waiting = Membership.objects.filter(pk=membership.pk, state=State.PENDING)
    if not waiting.update(signup_id=session.id, signup_url=session.url):
        raise BillingUnavailable  # a second window gave up meanwhile, and nobody has seen this page
    membership.signup_id, membership.signup_url = session.id, session.url
    return membership


def _customer_at_provider(customer: User) -> str:
    account = BillingAccount.objects.get(customer=customer)
    if account.stripe_id:
        return account.stripe_id
    try:
        stripe_id = create_billing_customer(
            email=customer.email, name=customer.name, reference=f"user/{customer.pk}", key=f"customer/{account.key}"
        )
    except ProviderFault:
        BillingAccount.objects.filter(pk=account.pk, stripe_id="").update(key=new_key())
        raise
    BillingAccount.objects.filter(pk=account.pk, stripe_id="").update(stripe_id=stripe_id)
    return BillingAccount.objects.get(pk=account.pk).stripe_id


def _ask_for_page(membership: Membership, customer_id: str) -> SignupSession:
    """All that is sent is the same at every repetition, as the key demands."""
    price, expires_at = membership.price, membership.signup_expires_at
    if price is None or expires_at is None:
        raise BillingUnavailable
    back = settings.BASE_URL + reverse("loyalty:join-return")
    return create_signup_session(
        price_id=publish_price(price),
        customer_id=customer_id,
        trial_days=price.trial_days if membership.with_trial else 0,
        reference=membership.reference,
        success_url=back,
        cancel_url=settings.BASE_URL + reverse("loyalty:join"),
        expires_at=expires_at,
        locale=membership.language or settings.LANGUAGE_CODE,
        key=f"signup/{membership.key}",
    )
