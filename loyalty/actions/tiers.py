"""What can happen to a customer's tier: followed by what was bought, given by staff, left behind; and staff's changes.

What was bought is told from above, as portions by day: loyalty knows no order.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Refused
from core.money import ZERO
from loyalty.actions.points_ledger import Cause
from loyalty.actions.tier_mails import mail_step
from loyalty.models import Tier, TierCount, TierMove, TierStatus
from loyalty.rules.periods import months_on
from loyalty.rules.tiers import (
    GIVEN_MONTHS,
    Kind,
    KnownTier,
    Portion,
    Standing,
    Step,
    is_above,
    next_step,
    spend_on,
    taken_back,
    tier_for,
)

COLUMNS = ["tier", "review_on", "grace_until", "spend", "counted_at"]


class TierSwitchedOff(Refused):
    code = "tier_switched_off"
    message = _("This tier is switched off. Choose another one.")


class DayNotSensible(Refused):
    code = "day_not_sensible"
    message = _("A tier is given from tomorrow on at the least and for two years at the most.")


class SpendReachesMore(Refused):
    code = "spend_reaches_more"
    message = _("What this customer bought reaches %(name)s by itself, so less than that would not last.")


class OwnTier(Refused):
    code = "own_tier"
    message = _("Somebody else has to do this: it is about your own tier.")


def lock_status(customer: User) -> TierStatus:
    """How the customer stands, locked; opened when there is none."""
    return lock_statuses([customer.pk])[0]


def lock_statuses(customers: Sequence[int]) -> list[TierStatus]:
    """The same for several, in the order of their ids, so that two batches never wait for each other."""
    known = set(TierStatus.objects.filter(customer__in=customers).values_list("customer_id", flat=True))
    missing = [TierStatus(customer_id=pk) for pk in customers if pk not in known]
    if missing:
        TierStatus.objects.bulk_create(missing, ignore_conflicts=True)
    locked = TierStatus.objects.select_for_update(of=("self",)).filter(customer__in=customers)
    return list(locked.select_related("customer").order_by("pk"))


@transaction.atomic(savepoint=False)
def follow_spend(
    *, status: TierStatus, portions: Sequence[Portion], cause: Cause, gone: Collection[str] = ()
) -> TierStatus:
    """Something arrived or went back: hold a locked status against what was bought by now.

    Of the orders in `gone` (by reference) nothing is left: a standing that rests on them ends at once.
    """
    if gone and status.tier_id:
        _take_back(status, portions, cause, gone)
    follow_spends(portions={status: portions}, cause=cause)
    return status


@transaction.atomic(savepoint=False)
def follow_spends(*, portions: Mapping[TierStatus, Sequence[Portion]], cause: Cause) -> int:
    """Hold each locked status against what its customer bought; returns how many took a step. Again, none does."""
    tiers, today = Tier.all_known(), timezone.localdate(cause.at)
    steps = 0
    for status, bought in portions.items():
        status.spend, status.counted_at = spend_on(bought, today), cause.at
        step = next_step(status.standing(tiers), spend=status.spend, tiers=list(tiers.values()), today=today)
        if step:
            _take(status, step, cause, bought, tiers)
            steps += 1
    TierStatus.objects.bulk_update(portions, COLUMNS)
    return steps


@transaction.atomic
def give_tier(
    *, customer: User, tier: Tier | None, until: date | None, reason: str, by: User, at: datetime
) -> TierStatus:
    """Staff set a tier, or none, until the day on which it is reviewed like any other.

    Raises OwnTier, TierSwitchedOff, DayNotSensible, SpendReachesMore.
    """
    status, tiers, today = lock_status(customer), Tier.all_known(), timezone.localdate(at)
    if customer.pk == by.pk:
        raise OwnTier
    to = Standing(tiers[tier.pk], until) if tier else Standing()
    if to.tier and not to.tier.is_active:
        raise TierSwitchedOff
    if to.tier and (until is None or not today < until <= months_on(today, GIVEN_MONTHS)):
        raise DayNotSensible
    reached = tier_for(status.spend, tiers.values())
    if reached and is_above(reached, to.tier):
        raise SpendReachesMore(SpendReachesMore.message % {"name": reached.name})
    if to != status.standing(tiers):
        _take(status, Step(Kind.GIVEN, to), Cause(f"staff/{by.pk}", at, reason, by), [], tiers)
        status.save(update_fields=COLUMNS)
    return status


@transaction.atomic(savepoint=False)
def leave_tiers(*, customer: User, at: datetime) -> None:
    """The account is deleted: nothing is held any more, and nothing is known of what was bought."""
    if not TierStatus.objects.filter(customer=customer).exists():
        return
    status = lock_status(customer)
    if status.tier_id:
        _take(status, Step(Kind.LEFT, Standing()), Cause(f"account/{customer.pk}/closed", at), [], Tier.all_known())
    status.spend, status.counted_at = ZERO, at
    status.save(update_fields=COLUMNS)


@transaction.atomic
def record_tiers(*, at: datetime) -> None:
    """Staff changed what there is to reach: everybody is held against it at the next count."""
    TierCount.objects.update_or_create(pk=1, defaults={"changed_at": at})
    Tier.forget_known()


@transaction.atomic
def start_count() -> TierCount:
    """When tiers were changed and everybody was counted last, as it is before a count begins."""
    return TierCount.objects.get_or_create(pk=1)[0]


@transaction.atomic
def finish_count(*, count: TierCount, at: datetime) -> None:
    """Everybody was held against the tiers as they were at the start. Changed meanwhile, they are counted again."""
    behind = Q(counted_at=None) | Q(counted_at__lt=at)
    TierCount.objects.filter(behind, pk=1, changed_at=count.changed_at).update(counted_at=at)


def reached_by(status: TierStatus) -> set[str]:
    """By what the tiers in a customer's history were reached or confirmed."""
    return set(status.moves.filter(kind__in=[Kind.REACHED, Kind.CONFIRMED]).values_list("reference", flat=True))


def _take_back(status: TierStatus, portions: Sequence[Portion], cause: Cause, gone: Collection[str]) -> None:
    tiers, today = Tier.all_known(), timezone.localdate(cause.at)
    before = _before_orders(status, gone, tiers)
    if before is None:
        return
    status.spend = spend_on(portions, today)
    now, known = status.standing(tiers), list(tiers.values())
    step = taken_back(now, before=before, spend=status.spend, tiers=known, today=today)
    if step:
        _take(status, step, cause, portions, tiers)


def _before_orders(status: TierStatus, gone: Collection[str], tiers: Mapping[int, KnownTier]) -> Standing | None:
    """What stood before the latest steps if these were all taken for these orders; None when the last one was not."""
    rests_on_them = False
    for move in status.moves.order_by("-number"):
        if move.reference not in gone or move.kind not in (Kind.REACHED, Kind.CONFIRMED, Kind.TAKEN_BACK):
            return move.standing(tiers) if rests_on_them else None
        rests_on_them = True
    return Standing() if rests_on_them else None


def _take(
    status: TierStatus, step: Step, cause: Cause, portions: Sequence[Portion], tiers: Mapping[int, KnownTier]
) -> None:
    """Write a step of a locked status into its history, let the row say the same, and tell the customer."""
    before, to = status.standing(tiers), step.to
    move = TierMove.objects.create(
        status=status,
        number=status.moves.count() + 1,
        kind=step.kind,
        reference=cause.reference,
        from_tier_id=status.tier_id,
        to_tier_id=to.tier.id if to.tier else None,
        review_on=to.review_on,
        grace_until=to.grace_until,
        spend=status.spend,
        reason=cause.words[:200],
        happened_at=cause.at,
        written_by=cause.by,
    )
    status.tier_id, status.review_on, status.grace_until = move.to_tier_id, move.review_on, move.grace_until
    mail_step(status=status, move=move, before=before, to=to, portions=portions)
