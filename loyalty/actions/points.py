"""What can happen to points that are earned: pending, confirmed, taken back in part, expired, adjusted, moved."""

from datetime import datetime

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Refused
from core.pages import forget_pages
from loyalty.actions.points_ledger import Book, Cause, Leg, account_of, is_written, write_move
from loyalty.models import PointsAccount, PointsLot, PointsMove, PointsProgram

Kind = PointsMove.Kind


class NotThatManyPoints(Refused):
    code = "not_that_many_points"
    message = _("There are not that many points.")


@transaction.atomic
def earn_points(*, customer: User, points: int, cause: Cause) -> PointsLot | None:
    """Points that become the customer's later; once for each reference. None where there is nothing to earn."""
    if points <= 0:
        return None
    account = account_of(customer)
    known = PointsLot.objects.filter(reference=cause.reference).first()
    if known:
        return known
    lot = _new_lot(account, points, cause)
    write_move(account=account, kind=Kind.EARNED, cause=cause, legs=_legs(lot, Book.GRANTED, Book.PENDING, points))
    return lot


@transaction.atomic
def grant_points(*, customer: User, points: int, cause: Cause) -> PointsLot | None:
    """Points that are the customer's at once, such as a reward; once for each reference."""
    if points <= 0:
        return None
    account = account_of(customer)
    known = PointsLot.objects.filter(reference=cause.reference).first()
    if known:
        return known
    lot = _new_lot(account, points, cause)
    lot.move_to(PointsLot.State.CONFIRMED, confirms_at=cause.at, expires_at=expiry_from(cause.at))
    write_move(account=account, kind=Kind.GRANTED, cause=cause, legs=_legs(lot, Book.GRANTED, Book.AVAILABLE, points))
    return lot


@transaction.atomic
def plan_confirmation(*, references: list[str], confirms_at: datetime) -> None:
    """From then on the points are the customer's, if they are still kept."""
    PointsLot.objects.filter(reference__in=references, state=PointsLot.State.PENDING).update(confirms_at=confirms_at)


@transaction.atomic
def confirm_points(*, lot: PointsLot, at: datetime) -> PointsLot:
    """The time is over in which they could come to nothing. Does nothing before, or a second time."""
    account = PointsAccount.objects.lock(lot.account)
    lot = PointsLot.objects.get(pk=lot.pk)
    if lot.state != PointsLot.State.PENDING or lot.confirms_at is None or lot.confirms_at > at:
        return lot
    cause = Cause(lot.reference, at, lot.words)
    lot.move_to(PointsLot.State.CONFIRMED, expires_at=expiry_from(at))
    write_move(
        account=account, kind=Kind.CONFIRMED, cause=cause, legs=_legs(lot, Book.PENDING, Book.AVAILABLE, lot.kept)
    )
    return lot


@transaction.atomic
def keep_points(*, reference: str, kept: int, cause: Cause) -> int:
    """What earned these points went back in part: from now on `kept` of the granted stay. Returns what was taken.

    They never become more again. Pending ones come to nothing; of confirmed ones what is left of their own lot goes
    first, then of others, then the account owes them, or they are forgiven, as the program says.
    """
    lot = PointsLot.objects.select_related("account").filter(reference=reference).first()
    if lot is None:
        return 0
    account = PointsAccount.objects.lock(lot.account)
    lot = PointsLot.objects.get(pk=lot.pk)
    taken = lot.kept - max(0, kept)
    kind = Kind.VOIDED if lot.state == PointsLot.State.PENDING else Kind.TAKEN_BACK
    if taken <= 0 or lot.state == PointsLot.State.VOID or is_written(account, kind, cause.reference):
        return 0
    PointsLot.objects.filter(pk=lot.pk).update(kept=F("kept") - taken)
    if lot.state == PointsLot.State.PENDING:
        if taken == lot.kept:
            lot.move_to(PointsLot.State.VOID)
        write_move(account=account, kind=kind, cause=cause, legs=_legs(lot, Book.PENDING, Book.GRANTED, taken))
        return taken
    legs = _take_back(account, lot, taken)
    if legs:
        write_move(account=account, kind=kind, cause=cause, legs=legs)
    return sum(leg.points for leg in legs if leg.book == Book.GRANTED)


@transaction.atomic
def expire_points(*, lot: PointsLot, at: datetime) -> int:
    """What is left of a lot whose time is over is gone. Returns how many."""
    account = PointsAccount.objects.lock(lot.account)
    lot = PointsLot.objects.get(pk=lot.pk)
    if not lot.remaining or lot.expires_at is None or lot.expires_at > at:
        return 0
    number = PointsMove.objects.filter(account=account, kind=Kind.EXPIRED, legs__lot=lot).distinct().count() + 1
    cause = Cause(f"lot/{lot.pk}/{number}", at, lot.words)
    legs = _legs(lot, Book.AVAILABLE, Book.EXPIRED, lot.remaining)
    write_move(account=account, kind=Kind.EXPIRED, cause=cause, legs=legs)
    return lot.remaining


@transaction.atomic
def adjust_points(*, customer: User, points: int, cause: Cause) -> PointsAccount:
    """Staff correct the balance, up or down. Raises NotThatManyPoints below what is available."""
    account = account_of(customer)
    if is_written(account, Kind.ADJUSTED, cause.reference):
        return account
    if points > 0:
        lot = _new_lot(account, points, cause)
        lot.move_to(PointsLot.State.CONFIRMED, confirms_at=cause.at, expires_at=expiry_from(cause.at))
        legs = _legs(lot, Book.GRANTED, Book.AVAILABLE, points)
    else:
        if account.available < -points or not points:
            raise NotThatManyPoints
        legs = [
            leg
            for lot, part in take_from_lots(account, -points)
            for leg in _legs(lot, Book.AVAILABLE, Book.GRANTED, part)
        ]
    write_move(account=account, kind=Kind.ADJUSTED, cause=cause, legs=legs)
    return PointsAccount.objects.get(pk=account.pk)


@transaction.atomic
def move_points(*, source: User, target: User, cause: Cause) -> int:
    """All that one account has becomes another's, with its days of expiry. Returns how many points moved."""
    first, second = sorted([source, target], key=lambda user: user.pk)
    accounts = {user.pk: account_of(user) for user in (first, second)}
    giver, taker = accounts[source.pk], accounts[target.pk]
    if is_written(giver, Kind.MOVED, cause.reference) or not giver.available:
        return 0
    lots = list(giver.lots.filter(remaining__gt=0).order_by("expires_at", "pk"))
    out = [leg for lot in lots for leg in _legs(lot, Book.AVAILABLE, Book.GRANTED, lot.remaining)]
    write_move(account=giver, kind=Kind.MOVED, cause=cause, legs=out)
    into = []
    for lot in lots:
        moved = PointsLot.objects.create(
            account=taker, reference=f"{cause.reference}/lot/{lot.pk}", granted=lot.remaining, kept=lot.remaining,
            words=lot.words, state=PointsLot.State.CONFIRMED, confirms_at=lot.confirms_at, expires_at=lot.expires_at,
        )  # fmt: skip
        into += _legs(moved, Book.GRANTED, Book.AVAILABLE, lot.remaining)
    write_move(account=taker, kind=Kind.MOVED, cause=cause, legs=into)
    return sum(lot.remaining for lot in lots)


@transaction.atomic
def forfeit_points(*, customer: User, at: datetime) -> None:
    """The account is closed: what was available is gone, and what was pending comes to nothing."""
    account = PointsAccount.objects.filter(customer=customer).first()
    if account is None:
        return
    account = PointsAccount.objects.lock(account)
    cause = Cause(f"account/{customer.pk}/closed", at)
    legs = [
        leg
        for lot in account.lots.filter(remaining__gt=0).order_by("pk")
        for leg in _legs(lot, Book.AVAILABLE, Book.EXPIRED, lot.remaining)
    ]
    if legs:
        write_move(account=account, kind=Kind.EXPIRED, cause=cause, legs=legs)
    for lot in account.lots.filter(state=PointsLot.State.PENDING).order_by("pk"):
        keep_points(reference=lot.reference, kept=0, cause=Cause(f"{cause.reference}/{lot.pk}", at, lot.words))


def record_program() -> None:
    """Staff changed how points work: after commit every page says so within seconds, kept ones too."""
    transaction.on_commit(forget_pages)


def expiry_from(at: datetime) -> datetime:
    """When points that become somebody's now are over."""
    return at + relativedelta(months=PointsProgram.current().lifetime_months)


def take_from_lots(
    account: PointsAccount, points: int, *, first: PointsLot | None = None, at: datetime | None = None
) -> list[tuple[PointsLot, int]]:
    """From which lots of a locked account so many points are taken: `first`, then the first to expire.

    With `at`, none of which the day is over by then.
    """
    there = account.lots.spendable(at) if at else account.lots.filter(remaining__gt=0)
    lots = list(there.order_by("expires_at", "pk"))
    lots.sort(key=lambda lot: first is None or lot.pk != first.pk)
    parts, left = [], points
    for lot in lots:
        part = min(left, lot.remaining)
        if part:
            parts.append((lot, part))
            left -= part
    return parts


def _take_back(account: PointsAccount, lot: PointsLot, points: int) -> list[Leg]:
    parts = take_from_lots(account, points, first=lot)
    legs = [leg for part_of, part in parts for leg in _legs(part_of, Book.AVAILABLE, Book.GRANTED, part)]
    owed = points - sum(part for _lot, part in parts)
    if owed and PointsProgram.current().allows_debt:
        legs += [Leg(Book.DEBT, -owed), Leg(Book.GRANTED, owed, lot)]
    return legs


def _new_lot(account: PointsAccount, points: int, cause: Cause) -> PointsLot:
    return PointsLot.objects.create(
        account=account, reference=cause.reference, granted=points, kept=points, words=cause.words[:200]
    )


def _legs(lot: PointsLot, source: str, target: str, points: int) -> list[Leg]:
    return [Leg(source, -points, lot), Leg(target, points, lot)]
