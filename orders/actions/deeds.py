"""Points for deeds: a verified review, a complete profile. Each is off until staff switch it on."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from accounts.models import Address, User
from loyalty.actions.points import grant_points, keep_points
from loyalty.actions.points_ledger import Cause
from loyalty.actions.points_many import grant_to_many
from loyalty.models import PointsLot, PointsProgram
from orders.models import EarningRule

BATCH = 500
Kind = EarningRule.Kind


def rule_for(kind: str, at: datetime) -> EarningRule | None:
    """The best rule that runs for a deed; None while points or the rule are switched off."""
    if not PointsProgram.current().is_active:
        return None
    return EarningRule.objects.running(at).filter(kind=kind).order_by("-points", "pk").first()


@transaction.atomic(savepoint=False)
def earn_by_review(*, customer: User, review: str, written_at: datetime, at: datetime) -> PointsLot | None:
    """A verified review came onto the page, whatever its stars. None where it earned nothing when it was written.

    `review` names it in the ledger. What was taken back when it left the page comes back as it was.
    """
    earlier = lots_of_review(review).last()
    rule = None if earlier else rule_for(Kind.REVIEW, written_at)
    if earlier:
        cause = Cause(f"{review}/{lots_of_review(review).count() + 1}", at, earlier.words)
        return grant_points(customer=customer, points=earlier.granted, cause=cause)
    return grant_points(customer=customer, points=rule.points, cause=Cause(review, at, rule.name)) if rule else None


@transaction.atomic(savepoint=False)
def take_back_for_review(*, review: str, at: datetime) -> None:
    """It left the page, so what it earned goes back."""
    for lot in lots_of_review(review).filter(kept__gt=0):
        keep_points(reference=lot.reference, kept=0, cause=Cause(f"{lot.reference}/gone", at, lot.words))


def reward_profiles(*, at: datetime) -> int:
    """Points for every customer whose profile is complete, once for each; returns how many got them."""
    rule = rule_for(Kind.PROFILE, at)
    if rule is None:
        return 0
    number = 0
    for ids in _batches(complete_profiles()):
        new = grant_to_many(
            customers=ids,
            points=rule.points,
            cause_of=lambda customer: Cause(profile_reference(customer), at, rule.name),
        )
        number += len(new)
    return number


@dataclass(frozen=True)
class Deed:
    """Something a customer can do for points."""

    kind: str
    points: int


def deeds_for(customer: User, at: datetime) -> list[Deed]:
    """What earns this customer points besides orders: what can be done, and was not done yet."""
    found = []
    for kind in (Kind.REVIEW, Kind.PROFILE):
        rule = rule_for(kind, at)
        done = kind == Kind.PROFILE and PointsLot.objects.filter(reference=profile_reference(customer)).exists()
        if rule and not done:
            found.append(Deed(kind.value, rule.points))
    return found


def complete_profiles() -> QuerySet[User]:
    """Who gave a name, a birthday and an address, and had no points for it yet."""
    reference = Concat(Value("profile/"), Cast(OuterRef("pk"), CharField()))
    had = PointsLot.objects.filter(reference=reference)
    address = Address.objects.filter(owner=OuterRef("pk"))
    known = User.objects.filter(is_active=True, birth_month__isnull=False).exclude(name="")
    return known.filter(Exists(address), ~Exists(had)).order_by("pk")


def profile_reference(customer: User) -> str:
    """Under which name the points for a complete profile are in the ledger."""
    return f"profile/{customer.pk}"


def lots_of_review(review: str) -> QuerySet[PointsLot]:
    """All that a review ever earned, under its name in the ledger."""
    return PointsLot.objects.filter(Q(reference=review) | Q(reference__startswith=f"{review}/"))


def _batches(people: QuerySet[User]) -> Iterator[list[int]]:
    """Their ids, a batch at a time; those of a batch that is done are not asked for again."""
    last = 0
    while ids := list(people.filter(pk__gt=last).values_list("pk", flat=True)[:BATCH]):
        yield ids
        last = ids[-1]
