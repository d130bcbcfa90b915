"""Friends' first orders: who came by whose link, what a person should look at, and what goes back with the order."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.actions.joining import proven_addresses
from accounts.models import Address, User
from accounts.rules.emails import same_address
from core.errors import Refused
from core.money import Money, total
from loyalty.actions.points import plan_confirmation
from loyalty.actions.points_ledger import Cause
from loyalty.actions.referrals import (
    decide_referral,
    drop_referral,
    lock_referral,
    note_friend,
    open_referral,
    take_back_referral,
)
from loyalty.models import Referral
from loyalty.rules.referrals import ADDRESS_PARTS, Person, address_key
from orders.actions.points import certain_from
from orders.models import Order, OrderAddress


class DecidedAlready(Refused):
    code = "decided_already"
    message = _("This is decided already.")


class OwnReferral(Refused):
    code = "own_referral"
    message = _("Somebody else has to decide: it is about your own points.")


@dataclass(frozen=True)
class Invitation:
    """By whose link a browser came; `is_same_device` where that link's owner used the same browser."""

    code: str
    is_same_device: bool = False


@transaction.atomic(savepoint=False)
def note_invited(*, order: Order, invitation: Invitation | None, at: datetime) -> None:
    """A customer without an order so far placed one after following a link. Guests have no account for points."""
    if invitation and order.customer and not _has_ordered(order):
        note_friend(
            code=invitation.code,
            friend=order.customer,
            is_same_device=invitation.is_same_device,
            reference=order.reference,
            at=at,
        )


@transaction.atomic(savepoint=False)
def follow_confirmation(*, order: Order, at: datetime) -> None:
    """The order is paid: both rewards are on their way, unless something has to be looked at."""
    referral = _referral_of(order)
    if referral and order.customer:
        open_referral(
            referral=referral,
            goods=goods_kept(order),
            is_first=not _has_ordered(order),
            referrer=_person(referral.referrer, None),
            friend=_person(referral.friend, order),
            at=at,
        )


@transaction.atomic(savepoint=False)
def follow_money_back(*, order: Order, reference: str, at: datetime) -> None:
    """Money went back: with less left than the terms ask for, both rewards go back too."""
    referral = _referral_of(order)
    if referral and (goods_kept(order) < referral.min_goods or order.state == Order.State.CANCELED):
        cause = Cause(f"{order.reference}/{reference}"[:100], at, gettext("A friend's order went back"))
        take_back_referral(referral=referral, cause=cause)


@transaction.atomic(savepoint=False)
def follow_unpaid(*, order: Order) -> None:
    """Nobody paid it."""
    referral = _referral_of(order)
    if referral:
        drop_referral(referral=referral, why=Referral.Why.CANCELED)


@transaction.atomic
def decide_held_referral(*, referral: Referral, agrees: bool, by: User, at: datetime) -> Referral:
    """Staff looked at it. What was delivered meanwhile is theirs when it would have been.

    Raises DecidedAlready, OwnReferral.
    """
    order = Order.objects.lock(Order.objects.get(number=referral.reference.removeprefix("order/")))
    referral = lock_referral(referral)
    if referral.state != Referral.State.HELD:
        raise DecidedAlready
    if by.pk in (referral.referrer_id, referral.friend_id):
        raise OwnReferral
    referral = decide_referral(referral=referral, agrees=agrees, by=by, at=at)
    if agrees and order.completed_at:
        confirms_at = certain_from(order, order.completed_at)
        plan_confirmation(references=[referral.friend_lot, referral.referrer_lot], confirms_at=confirms_at)
    return referral


def goods_kept(order: Order) -> Money:
    """What was paid for goods after discounts, less what went back of it."""
    lines = order.lines.select_related("order")
    return total(line.cost.without_delivery - line.refunded for line in lines)


def _referral_of(order: Order) -> Referral | None:
    if order.customer_id is None:
        return None
    return Referral.objects.select_related("referrer", "friend").filter(reference=order.reference).first()


def _has_ordered(order: Order) -> bool:
    """Whether the customer, or somebody with the same e-mail address, had bought anything before."""
    others = Order.objects.placed().exclude(pk=order.pk)
    return (
        others.filter(customer=order.customer).exists()
        or others.filter(buyer_key=order.buyer_key, customer=None).exists()
    )


def _person(user: User, order: Order | None) -> Person:
    """Where somebody is reached, and where parcels go: of the order at hand, else all that is known."""
    emails = {user.email, *proven_addresses(user), *([order.email] if order else [])}
    known = Address.objects.filter(owner=user).values(*ADDRESS_PARTS)
    sent = OrderAddress.objects.filter(order=order) if order else OrderAddress.objects.filter(order__customer=user)
    places = [*known, *sent.values(*ADDRESS_PARTS)]
    return Person(user.pk, {same_address(email) for email in emails}, {address_key(place) for place in places})
