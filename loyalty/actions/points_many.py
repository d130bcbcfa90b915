"""The same points for very many customers at once, such as on a day that half of them joined."""

from collections.abc import Callable, Sequence

from django.db import transaction
from django.db.models import F

from accounts.models import User
from core.retries import again_when_blocked
from loyalty.actions.points import expiry_from, grant_points
from loyalty.actions.points_ledger import Book, Cause, tell_moves
from loyalty.models import PointsAccount, PointsLeg, PointsLot, PointsMove


@again_when_blocked
@transaction.atomic
def grant_to_many(*, customers: Sequence[int], points: int, cause_of: Callable[[User], Cause]) -> list[User]:
    """What `grant_points` does, for a batch in a handful of statements. Returns who got them and had not before.

    Who has left is passed over. Accounts that owe points go through the ledger one by one.
    """
    accounts = _lock_accounts(customers)
    causes = {account: cause_of(account.customer) for account in accounts if account.customer.is_active}
    references = [cause.reference for cause in causes.values()]
    known = set(PointsLot.objects.filter(reference__in=references).values_list("reference", flat=True))
    new = {account: cause for account, cause in causes.items() if cause.reference not in known}
    _write({account: cause for account, cause in new.items() if not account.debt}, points)
    for account, cause in new.items():
        if account.debt:
            grant_points(customer=account.customer, points=points, cause=cause)
    return [account.customer for account in new]


def _lock_accounts(customers: Sequence[int]) -> list[PointsAccount]:
    """The accounts in the order of their ids, opened where there is none, read with their customers after the wait."""
    known = set(PointsAccount.objects.filter(customer__in=customers).values_list("customer_id", flat=True))
    missing = [PointsAccount(customer_id=pk) for pk in customers if pk not in known]
    PointsAccount.objects.bulk_create(missing, ignore_conflicts=True)
    locked = PointsAccount.objects.select_for_update(of=("self",)).filter(customer__in=customers).order_by("pk")
    accounts = list(locked)
    people = User.objects.in_bulk([account.customer_id for account in accounts])
    for account in accounts:
        account.customer = people[account.customer_id]
    return accounts


def _write(causes: dict[PointsAccount, Cause], points: int) -> None:
    ends = {at: expiry_from(at) for at in {cause.at for cause in causes.values()}}
    lots = PointsLot.objects.bulk_create(
        PointsLot(
            account=account, reference=cause.reference, words=cause.words[:200], state=PointsLot.State.CONFIRMED,
            granted=points, kept=points, remaining=points, confirms_at=cause.at, expires_at=ends[cause.at],
        )
        for account, cause in causes.items()
    )  # fmt: skip
    moves = PointsMove.objects.bulk_create(
        PointsMove(
            account=account, kind=PointsMove.Kind.GRANTED, reference=cause.reference, words=cause.words[:200],
            happened_at=cause.at, written_by=cause.by,
        )
        for account, cause in causes.items()
    )  # fmt: skip
    PointsLeg.objects.bulk_create(
        PointsLeg(move=move, book=book, lot=lot, points=change)
        for move, lot in zip(moves, lots, strict=True)
        for book, change in ((Book.GRANTED, -points), (Book.AVAILABLE, points))
    )
    tell_moves(moves)
    ids = [account.pk for account in causes]
    PointsAccount.objects.filter(pk__in=ids).update(available=F("available") + points)
