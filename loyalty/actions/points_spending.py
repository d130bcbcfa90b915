"""Paying with points: held while an order is being paid, spent when it is, back in their lots when it is not."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from loyalty.actions.points import take_from_lots
from loyalty.actions.points_ledger import Book, Cause, Leg, is_written, write_move
from loyalty.models import PointsAccount, PointsLeg, PointsLot, PointsMove

Kind = PointsMove.Kind
AT_LEAST = timedelta(days=30)
"""Points that come back after their day can be spent for so long again."""


class NotEnoughPoints(Refused):
    code = "not_enough_points"
    message = _("You have not that many points any more. Please look at the total again.")


@transaction.atomic
def hold_points(*, account: PointsAccount, points: int, cause: Cause) -> PointsMove:
    """Keep points for this cause, the first to expire first; once for each reference. Raises NotEnoughPoints."""
    account = PointsAccount.objects.lock(account)
    known = PointsMove.objects.filter(account=account, kind=Kind.HELD, reference=cause.reference).first()
    if known:
        return known
    parts = take_from_lots(account, points, at=cause.at)
    if points <= 0 or sum(part for _lot, part in parts) < points:
        raise NotEnoughPoints
    legs = [leg for lot, part in parts for leg in (Leg(Book.AVAILABLE, -part, lot), Leg(Book.HELD, part, lot))]
    return write_move(account=account, kind=Kind.HELD, cause=cause, legs=legs)


@transaction.atomic
def capture_points(*, account: PointsAccount, cause: Cause) -> int:
    """What is held for this cause is spent, once. Returns how many points."""
    account = PointsAccount.objects.lock(account)
    if _is_settled(account, cause.reference):
        return 0
    parts = _held_for(account, cause.reference)
    legs = [leg for lot, part in parts for leg in (Leg(Book.HELD, -part, lot), Leg(Book.SPENT, part, lot))]
    if legs:
        write_move(account=account, kind=Kind.SPENT, cause=cause, legs=legs)
    return sum(part for _lot, part in parts)


@transaction.atomic
def release_points(*, account: PointsAccount, cause: Cause) -> int:
    """What is held for this cause is free again, once. Returns how many points."""
    account = PointsAccount.objects.lock(account)
    if _is_settled(account, cause.reference):
        return 0
    parts = _held_for(account, cause.reference)
    if parts:
        legs = _back(account, parts, Book.HELD, cause)
        write_move(account=account, kind=Kind.RELEASED, cause=cause, legs=legs)
    return sum(part for _lot, part in parts)


@transaction.atomic
def return_points(*, account: PointsAccount, points: int, spent_for: str, cause: Cause) -> int:
    """What was bought went back: so many of the points spent for `spent_for` return to the lots they came from.

    Once for each reference; never more than were spent. Returns how many.
    """
    account = PointsAccount.objects.lock(account)
    if points <= 0 or is_written(account, Kind.RETURNED, cause.reference):
        return 0
    parts, left = [], points
    for lot, spent in _held_for(account, spent_for):
        came = PointsLeg.objects.filter(
            move__account=account, move__kind=Kind.RETURNED, move__reference__startswith=f"{spent_for}/",
            book=Book.SPENT, lot=lot,
        ).aggregate(sum=Sum("points"))["sum"] or 0  # fmt: skip
        part = min(left, spent + came)  # legs out of the book of spent points are negative
        if part > 0:
            parts.append((lot, part))
            left -= part
    if parts:
        write_move(account=account, kind=Kind.RETURNED, cause=cause, legs=_back(account, parts, Book.SPENT, cause))
    return sum(part for _lot, part in parts)


def _held_for(account: PointsAccount, reference: str) -> list[tuple[PointsLot, int]]:
    legs = PointsLeg.objects.filter(
        move__account=account, move__kind=Kind.HELD, move__reference=reference, book=Book.HELD
    )
    return [(leg.lot, leg.points) for leg in legs.select_related("lot").order_by("pk") if leg.lot]


def _is_settled(account: PointsAccount, reference: str) -> bool:
    return is_written(account, Kind.SPENT, reference) or is_written(account, Kind.RELEASED, reference)


def _back(account: PointsAccount, parts: list[tuple[PointsLot, int]], source: str, cause: Cause) -> list[Leg]:
    """Into the lots they came from, and into a new one for those whose day is over."""
    legs, late = [], 0
    for lot, part in parts:
        legs.append(Leg(source, -part, lot))
        if lot.expires_at and lot.expires_at > cause.at:
            legs.append(Leg(Book.AVAILABLE, part, lot))
        else:
            late += part
    if late:
        legs.append(Leg(Book.AVAILABLE, late, _late_lot(account, late, cause)))
    return legs


def _late_lot(account: PointsAccount, points: int, cause: Cause) -> PointsLot:
    return PointsLot.objects.create(
        account=account, reference=f"{cause.reference}/late", granted=points, kept=points, words=cause.words[:200],
        state=PointsLot.State.CONFIRMED, confirms_at=cause.at, expires_at=cause.at + AT_LEAST,
    )  # fmt: skip
