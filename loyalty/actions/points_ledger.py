"""Writing a move: its legs, the account's counters and the lots' remains change together or not at all."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from accounts.actions.events import News, record_events
from accounts.models import User
from loyalty.models import PointsAccount, PointsLeg, PointsLot, PointsMove

Book = PointsLeg.Book
COUNTED = {Book.AVAILABLE: 1, Book.PENDING: 1, Book.HELD: 1, Book.DEBT: -1}
"""The books that are a customer's own, with the sign of the account's counter."""


@dataclass(frozen=True)
class Leg:
    """`points` into (+) or out of (-) a book; `lot` is the one they belong to."""

    book: str
    points: int
    lot: PointsLot | None = None


@dataclass(frozen=True)
class Cause:
    """Why points move: a reference that is used once for each kind, words for the customer, when, and who did it."""

    reference: str
    at: datetime
    words: str = ""
    by: User | None = None


def account_of(customer: User) -> PointsAccount:
    """The customer's account, locked; opened when there is none."""
    account, _created = PointsAccount.objects.get_or_create(customer=customer)
    return PointsAccount.objects.lock(account)


def is_written(account: PointsAccount, kind: str, reference: str) -> bool:
    return PointsMove.objects.filter(account=account, kind=kind, reference=reference).exists()


@transaction.atomic(savepoint=False)
def write_move(*, account: PointsAccount, kind: str, cause: Cause, legs: Iterable[Leg]) -> PointsMove:
    """Write a move of a locked account. Points that come in pay first what it owes.

    Raises ValueError when its legs do not sum to zero.
    """
    legs = [leg for leg in legs if leg.points]
    if sum(leg.points for leg in legs):
        raise ValueError(f"The legs of {kind} for {cause.reference} do not sum to zero")
    legs += _repayment(account, legs)
    move = PointsMove.objects.create(
        account=account,
        kind=kind,
        reference=cause.reference,
        words=cause.words[:200],
        happened_at=cause.at,
        written_by=cause.by,
    )
    PointsLeg.objects.bulk_create(PointsLeg(move=move, book=leg.book, lot=leg.lot, points=leg.points) for leg in legs)
    counters, remains = Counter[str](), Counter[int]()
    for leg in legs:
        if leg.book in COUNTED:
            counters[leg.book] += COUNTED[Book(leg.book)] * leg.points
        if leg.book == Book.AVAILABLE and leg.lot:
            remains[leg.lot.pk] += leg.points
    changes = {name: F(name) + points for name, points in counters.items() if points}
    if changes:
        PointsAccount.objects.filter(pk=account.pk).update(**changes)
    for pk, points in remains.items():
        PointsLot.objects.filter(pk=pk).update(remaining=F("remaining") + points)
    tell_moves([move])
    return move


def tell_moves(moves: Iterable[PointsMove]) -> None:
    """Partners hear of moves, whose accounts are known with their customers."""
    record_events(
        news=[
            News(
                "points.changed",
                reference=f"points/{move.pk}",
                subject=f"points/{move.account_id}",
                at=move.happened_at,
                data={"customer": move.account.customer.public_id, "kind": move.kind},
            )
            for move in moves
        ]
    )


def _repayment(account: PointsAccount, legs: list[Leg]) -> list[Leg]:
    owed = PointsAccount.objects.values_list("debt", flat=True).get(pk=account.pk)
    pairs = []
    for leg in legs:
        part = min(owed, leg.points) if leg.book == Book.AVAILABLE else 0
        if part > 0:
            pairs += [Leg(Book.AVAILABLE, -part, leg.lot), Leg(Book.DEBT, part)]
            owed -= part
    return pairs
