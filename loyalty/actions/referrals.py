"""What can happen to friends who came by a customer's link: noted, held, rewarded, taken back, expired."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.utils import timezone, translation
from django.utils.translation import gettext

from accounts.models import User
from core.money import Money
from loyalty.actions.points import earn_points, keep_points
from loyalty.actions.points_ledger import Cause
from loyalty.models import PointsAccount, PointsLot, Referral, ReferralCode, ReferralProgram
from loyalty.models.referrals import LIVE
from loyalty.rules.referrals import EXPIRES_AFTER, Person, reasons_to_look

State = Referral.State


@transaction.atomic
def open_code(*, customer: User) -> ReferralCode:
    """The customer's own code; made when there is none."""
    code, _created = ReferralCode.objects.get_or_create(customer=customer)
    return code


@transaction.atomic(savepoint=False)
def note_friend(*, code: str, friend: User, is_same_device: bool, reference: str, at: datetime) -> Referral | None:
    """A customer placed what may be a first order after following a link. None where that earns nothing."""
    program = ReferralProgram.running()
    known = ReferralCode.objects.select_related("customer").filter(code=code, customer__is_active=True).first()
    if program is None or known is None:
        return None
    return Referral.objects.create(
        referrer=known.customer, friend=friend, reference=reference, is_same_device=is_same_device, created_at=at,
        friend_points=program.friend_points, referrer_points=program.referrer_points, min_goods=program.min_goods,
    )  # fmt: skip


@transaction.atomic(savepoint=False)
def open_referral(
    *, referral: Referral, goods: Money, is_first: bool, referrer: Person, friend: Person, at: datetime
) -> Referral:
    """The friend's order is paid: points are on their way, or a person has a look first, or it earns nothing."""
    referral = lock_referral(referral)
    program = ReferralProgram.running()
    if referral.state != State.PLACED:
        return referral
    why = _why_not(referral, program, goods, is_first)
    if why or program is None:
        return drop_referral(referral=referral, why=why)
    others = Referral.objects.filter(referrer=referral.referrer, state__in=LIVE)
    if others.filter(created_at__gte=_start_of_month(at)).count() >= program.max_per_month:
        referral.referrer_points = 0
    reasons = reasons_to_look(
        referrer,
        friend,
        is_same_device=referral.is_same_device,
        today=others.filter(created_at__gt=at - timedelta(days=1)).count(),
        most_a_day=program.max_per_day,
    )
    referral.move_to(
        State.HELD if reasons else State.PENDING, reasons=reasons, referrer_points=referral.referrer_points
    )
    return referral if reasons else _give(referral, at)


@transaction.atomic
def decide_referral(*, referral: Referral, agrees: bool, by: User, at: datetime) -> Referral:
    """Staff looked at what was held: both get their points, or neither. The caller has locked it."""
    if not agrees:
        referral.move_to(State.DECLINED, decided_by=by)
        return referral
    referral.move_to(State.PENDING, decided_by=by)
    return _give(referral, at)


@transaction.atomic(savepoint=False)
def drop_referral(*, referral: Referral, why: str) -> Referral:
    """It earned nothing, before any points were on their way. Does nothing later."""
    if referral.can_move_to(State.VOID):
        referral.move_to(State.VOID, why=why)
    return referral


@transaction.atomic(savepoint=False)
def take_back_referral(*, referral: Referral, cause: Cause) -> Referral:
    """The friend's order went back: so do both rewards, spent or not. Does nothing a second time."""
    referral = lock_referral(referral)
    if referral.can_move_to(State.VOID):
        return drop_referral(referral=referral, why=Referral.Why.CANCELED)
    if referral.can_move_to(State.TAKEN_BACK):
        _take_points(referral, cause)
        referral.move_to(State.TAKEN_BACK)
    return referral


def settled_referrals() -> QuerySet[Referral]:
    """On their way, with no points that still are."""
    return Referral.objects.filter(~Exists(_lots().filter(state=PointsLot.State.PENDING)), state=State.PENDING)


def stale_referrals(at: datetime) -> QuerySet[Referral]:
    """On their way for very long, with an order that was never delivered."""
    old = Referral.objects.filter(state=State.PENDING, created_at__lte=at - EXPIRES_AFTER)
    return old.filter(Exists(_lots().filter(state=PointsLot.State.PENDING, confirms_at=None)))


@transaction.atomic
def settle_referral(*, referral: Referral) -> Referral:
    """The points are theirs, or came to nothing with the order."""
    referral = lock_referral(referral)
    lots = PointsLot.objects.filter(reference__in=[referral.friend_lot, referral.referrer_lot])
    if referral.state == State.PENDING and not lots.filter(state=PointsLot.State.PENDING).exists():
        is_theirs = lots.filter(state=PointsLot.State.CONFIRMED).exists()
        referral.move_to(State.EARNED if is_theirs else State.TAKEN_BACK)
    return referral


@transaction.atomic
def expire_referral(*, referral: Referral, at: datetime) -> Referral:
    """Half a year without a delivery: what was on its way comes to nothing."""
    referral = lock_referral(referral)
    if stale_referrals(at).filter(pk=referral.pk).exists():
        _take_points(referral, Cause(f"{referral.reference}/expired", at, gettext("Expired")))
        referral.move_to(State.EXPIRED)
    return referral


@transaction.atomic
def leave_referrals(*, customer: User) -> None:
    """An account is deleted: its link ends, and nobody decides any more what waits for a look."""
    ReferralCode.objects.filter(customer=customer).delete()
    waiting = Referral.objects.filter(Q(referrer=customer) | Q(friend=customer), state__in=[State.PLACED, State.HELD])
    for referral in waiting.select_for_update(of=("self",)).order_by("pk"):
        drop_referral(referral=referral, why=Referral.Why.LEFT)


def lock_referral(referral: Referral) -> Referral:
    """Both sides' accounts of points, in the order of their ids as batches take them, and the row itself."""
    sides = {referral.referrer, referral.friend}
    for customer in sides:
        PointsAccount.objects.get_or_create(customer=customer)
    list(PointsAccount.objects.select_for_update(of=("self",)).filter(customer__in=sides).order_by("pk"))
    return Referral.objects.select_for_update(of=("self",)).select_related("referrer", "friend").get(pk=referral.pk)


def _why_not(referral: Referral, program: ReferralProgram | None, goods: Money, is_first: bool) -> str:
    if program is None:
        return Referral.Why.OFF
    if not referral.referrer.is_active:
        return Referral.Why.LEFT
    if not is_first or Referral.objects.filter(friend=referral.friend, state__in=LIVE).exists():
        return Referral.Why.NOT_FIRST
    return Referral.Why.TOO_SMALL if goods < referral.min_goods else ""


def _give(referral: Referral, at: datetime) -> Referral:
    with translation.override(referral.friend.language or settings.LANGUAGE_CODE):
        welcome = Cause(referral.friend_lot, at, gettext("Your first order by a friend's link"))
    with translation.override(referral.referrer.language or settings.LANGUAGE_CODE):
        thanks = Cause(referral.referrer_lot, at, gettext("A friend's first order"))
    earn_points(customer=referral.friend, points=referral.friend_points, cause=welcome)
    earn_points(customer=referral.referrer, points=referral.referrer_points, cause=thanks)
    return referral


def _take_points(referral: Referral, cause: Cause) -> None:
    for side, lot in (("friend", referral.friend_lot), ("referrer", referral.referrer_lot)):
        keep_points(reference=lot, kept=0, cause=Cause(f"{cause.reference}/{side}", cause.at, cause.words))


def _lots() -> QuerySet[PointsLot]:
    """The two lots of the referral outside."""
    names = [Concat(OuterRef("reference"), Value(f"/referral/{side}")) for side in ("friend", "referrer")]
    return PointsLot.objects.filter(reference__in=names)


def _start_of_month(at: datetime) -> datetime:
    return timezone.localtime(at).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
