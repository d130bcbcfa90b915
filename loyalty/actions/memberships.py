"""What a member can do: end it, take that back, go on, pay another interval, change the card."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from core.money import Money
from core.stripe import ProviderRefused, ProviderUnavailable
from core.stripe_billing import (
    Preview,
    cancel_subscription,
    create_portal,
    fetch_subscription,
    preview_switch,
    resume_subscription,
    set_ending,
    switch_price,
)
from loyalty.actions.joining import PriceNotOffered, close_signup
from loyalty.actions.plans import publish_price
from loyalty.actions.syncing import BillingUnavailable, sync_membership
from loyalty.models import BillingAccount, Membership, MembershipInvoice, PlanPrice, PriceNotice

State = Membership.State
AT_PERIOD_END = (State.TRIAL, State.ACTIVE)
PREVIEW_HOLDS = timedelta(minutes=30)


class NothingToCancel(Refused):
    code = "nothing_to_cancel"
    message = _("There is no membership that could be ended: it is over, or ends by itself.")


class NothingToTakeBack(Refused):
    code = "nothing_to_take_back"
    message = _("This membership is not set to end, or has ended already.")


class NothingToPay(Refused):
    code = "nothing_to_pay"
    message = _("There is nothing to pay for this membership at the moment.")


class CannotSwitch(Refused):
    code = "cannot_switch"
    message = _("The price of this membership cannot be changed now. If it is set to end, take that back first.")


class AmountChanged(Refused):
    code = "amount_changed"
    message = _("The amount has changed while you were here. Please look at it again.")


@dataclass(frozen=True)
class Switch:
    """Going over to another price: what is charged now (`due`), what is given back, or from when it holds.

    `as_of` is the moment by which the provider counts; posted back, it makes the charge the amount that was shown.
    """

    price: PlanPrice
    due: Money
    credit: Money
    from_next_period: bool
    as_of: datetime


def cancel_membership(*, membership: Membership, at: datetime) -> Membership:
    """It ends with its period; when nothing is paid for, such as after a failed renewal, it ends at once.

    Raises NothingToCancel and BillingUnavailable.
    """
    if membership.source != Membership.Source.PAID or membership.state == State.ENDED:
        raise NothingToCancel
    if membership.state == State.PENDING:
        return close_signup(membership=membership, at=at)
    try:
        if membership.state in AT_PERIOD_END:
            set_ending(membership.stripe_subscription_id, ends_with_period=True)
        else:
            cancel_subscription(membership.stripe_subscription_id)
    except ProviderRefused:  # it ended meanwhile: asking says so
        pass
    except ProviderUnavailable as error:
        raise BillingUnavailable from error
    return sync_membership(membership=membership, at=at)


def keep_membership(*, membership: Membership, at: datetime) -> Membership:
    """Take the cancellation back before the period is over. Raises NothingToTakeBack and BillingUnavailable."""
    if not membership.cancels_at_end or membership.state not in AT_PERIOD_END:
        raise NothingToTakeBack
    try:
        set_ending(membership.stripe_subscription_id, ends_with_period=False)
    except ProviderRefused as error:  # too late: it ended this minute
        sync_membership(membership=membership, at=at)
        raise NothingToTakeBack from error
    except ProviderUnavailable as error:
        raise BillingUnavailable from error
    return sync_membership(membership=membership, at=at)


def resume_membership(*, membership: Membership, at: datetime) -> str:
    """The address at which the open invoice is paid, or "" when it goes on at once, as a paused one does.

    Raises NothingToPay and BillingUnavailable.
    """
    membership = sync_membership(membership=membership, at=at)
    if membership.state == State.PAUSED:
        try:
            resume_subscription(membership.stripe_subscription_id)
        except (ProviderUnavailable, ProviderRefused) as error:
            raise BillingUnavailable from error
        sync_membership(membership=membership, at=at)
        return ""
    invoice = open_invoice(membership)
    if invoice is None:
        raise NothingToPay
    return invoice.url


def open_invoice(membership: Membership) -> MembershipInvoice | None:
    """The latest invoice that can be paid, if it is owed."""
    if membership.state not in (State.GRACE, State.LAPSED):
        return None
    return membership.invoices.filter(status=MembershipInvoice.Status.OPEN).exclude(url="").first()


def open_portal(*, membership: Membership) -> str:
    """The address of the provider's page where the card is changed. Raises BillingUnavailable."""
    account = BillingAccount.objects.filter(customer=membership.customer_id).exclude(stripe_id="").first()
    if account is None or membership.source != Membership.Source.PAID:
        raise NothingToPay
    back = settings.BASE_URL + reverse("loyalty:membership-detail")
    try:
        return create_portal(customer_id=account.stripe_id, return_url=back)
    except (ProviderUnavailable, ProviderRefused) as error:
        raise BillingUnavailable from error


def other_price(membership: Membership, at: datetime) -> PlanPrice | None:
    """What the same plan costs by the other interval today; None when it has none or nothing can be changed."""
    if membership.state not in AT_PERIOD_END or membership.cancels_at_end or not membership.renewal_price:
        return None
    interval = membership.renewal_price.interval
    if membership.price and membership.price.interval != interval:  # going back is to what they paid, not to an offer
        return _price_to_go_back_to(membership)
    offered = PlanPrice.objects.offered(at)
    return next((row for row in offered if row.plan_id == membership.plan_id and row.interval != interval), None)


def _price_to_go_back_to(membership: Membership) -> PlanPrice | None:
    """What they paid, or the newer version that it had become for them already."""
    moved = PriceNotice.objects.filter(membership=membership, before=membership.price, moved_at__isnull=False)
    notice = moved.select_related("move__price__plan").order_by("-pk").first()
    return notice.move.price if notice else membership.price


def preview_membership_switch(*, membership: Membership, at: datetime, as_of: datetime | None = None) -> Switch:
    """What going over to the other interval costs. Raises CannotSwitch and BillingUnavailable."""
    price = other_price(membership, at)
    if price is None:
        raise CannotSwitch
    moment = (as_of or at).replace(microsecond=0)
    if membership.state == State.TRIAL or _waits(membership, price) or membership.next_price_id:
        return Switch(price, Money(0), Money(0), from_next_period=True, as_of=moment)
    preview = _preview(membership, price, moment)
    return Switch(price, Money(preview.due), Money(preview.credit), from_next_period=False, as_of=moment)


def switch_membership(
    *, membership: Membership, price_id: int, due: Money, as_of: datetime, at: datetime
) -> Membership:
    """Go over to the other interval for the amount that was shown: to a year at once, to a month with the next period.

    Raises CannotSwitch, PriceNotOffered, AmountChanged and BillingUnavailable.
    """
    if not at - PREVIEW_HOLDS <= as_of <= at:
        raise AmountChanged
    switch = preview_membership_switch(membership=membership, at=at, as_of=as_of)
    if switch.price.pk != price_id:
        raise PriceNotOffered
    if switch.due != due:
        raise AmountChanged
    if switch.from_next_period and membership.state != State.TRIAL:
        _promise(membership, switch.price)
    else:
        _switch_now(membership, switch)
    return sync_membership(membership=membership, at=at)


def _waits(membership: Membership, price: PlanPrice) -> bool:
    """A shorter interval begins when what is paid for is used up."""
    return price.interval == PlanPrice.Interval.MONTH.value


@transaction.atomic
def _promise(membership: Membership, price: PlanPrice) -> None:
    """Written first: asking the provider is repeated until it knows."""
    membership = Membership.objects.lock(membership)
    if membership.state != State.ACTIVE or membership.cancels_at_end:
        raise CannotSwitch
    Membership.objects.filter(pk=membership.pk).update(next_price=price)


def _preview(membership: Membership, price: PlanPrice, moment: datetime) -> Preview:
    try:
        subscription = fetch_subscription(membership.stripe_subscription_id)
        counted_at = max(moment, subscription.starts_at)
        return preview_switch(subscription, price_id=publish_price(price), at=counted_at)
    except (ProviderUnavailable, ProviderRefused) as error:
        raise BillingUnavailable from error


def _switch_now(membership: Membership, switch: Switch) -> None:
    """The moment is part of the key, so that a second press charges nothing."""
    try:
        subscription = fetch_subscription(membership.stripe_subscription_id)
        counted_at = None if membership.state == State.TRIAL else max(switch.as_of, subscription.starts_at)
        key = f"{membership.key}/switch/{switch.price.pk}/{int(switch.as_of.timestamp())}"
        switch_price(subscription, price_id=publish_price(switch.price), at=counted_at, key=key)
    except (ProviderUnavailable, ProviderRefused) as error:
        raise BillingUnavailable from error
