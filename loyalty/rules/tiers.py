"""Tiers: which one a customer's spend of twelve months reaches, when one goes up, and when down. All days are civil
days in the shop's zone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from core.money import ZERO, Money, total
from loyalty.rules.periods import months_on
from loyalty.rules.perks import SINGLE

MONTHS = 12
"""What arrived in so many months counts, and for so many a tier is kept."""
GRACE = timedelta(days=30)
"""How long a tier is kept after a review that found too little."""
GIVEN_MONTHS = 24
"""The longest for which staff give a tier by hand."""


@dataclass(frozen=True)
class KnownTier:
    """A tier as plain values, fit to be kept."""

    id: int
    name: str
    words: str
    amount: Money
    percent: int
    is_active: bool = True

    @property
    def times(self) -> Decimal:
        """By how much points multiply."""
        return Decimal(self.percent) / SINGLE


@dataclass(frozen=True)
class Portion:
    """So much arrived on a day."""

    day: date
    amount: Money


@dataclass(frozen=True)
class Standing:
    """Which tier is held, when it is reviewed, and how long it is kept after a review that found too little."""

    tier: KnownTier | None = None
    review_on: date | None = None
    grace_until: date | None = None


class Kind:
    """What can happen to a standing."""

    REACHED = "reached"
    CONFIRMED = "confirmed"
    GRACE = "grace"
    FELL = "fell"
    TAKEN_BACK = "taken_back"
    GIVEN = "given"
    LEFT = "left"


@dataclass(frozen=True)
class Step:
    """From one standing to the next."""

    kind: str
    to: Standing


def counts_until(day: date) -> date:
    """The last day on which what arrived on this day counts."""
    return months_on(day, MONTHS) - timedelta(days=1)


def spend_on(portions: Iterable[Portion], today: date) -> Money:
    """What of it counts on a day."""
    return total(part.amount for part in portions if part.day <= today <= counts_until(part.day))


def tier_for(spend: Money, tiers: Iterable[KnownTier]) -> KnownTier | None:
    """The highest tier that is switched on and that so much reaches."""
    reached = [tier for tier in tiers if tier.is_active and tier.amount <= spend]
    return max(reached, key=lambda tier: tier.amount, default=None)


def next_tier(above: KnownTier | None, tiers: Iterable[KnownTier]) -> KnownTier | None:
    """The lowest tier that is switched on above this one; None above the highest."""
    higher = [tier for tier in tiers if tier.is_active and is_above(tier, above)]
    return min(higher, key=lambda tier: tier.amount, default=None)


def is_above(tier: KnownTier | None, other: KnownTier | None) -> bool:
    """Whether the first is the higher one; no tier is below all."""
    return tier is not None and (other is None or tier.amount > other.amount)


def kept_from(tier: KnownTier | None, today: date) -> Standing:
    """A tier that begins or is confirmed on this day."""
    return Standing(tier, months_on(today, MONTHS)) if tier else Standing()


def next_step(now: Standing, *, spend: Money, tiers: Sequence[KnownTier], today: date) -> Step | None:
    """What this spend makes of a standing; None when it stays.

    Up at once. Never down before the review; one that finds too little begins the grace, and what falls after it falls
    to the tier that the spend reaches then. A tier that was switched off is kept like any other, but not confirmed.
    """
    reached = tier_for(spend, tiers)
    if is_above(reached, now.tier):
        return Step(Kind.REACHED, kept_from(reached, today))
    if now.tier is None or now.review_on is None or today < now.review_on:
        return None
    if reached and not is_above(now.tier, reached):
        return Step(Kind.CONFIRMED, kept_from(reached, today))
    if now.grace_until is None:
        return Step(Kind.GRACE, replace(now, grace_until=today + GRACE))
    return Step(Kind.FELL, kept_from(reached, today)) if today > now.grace_until else None


def taken_back(
    now: Standing, *, before: Standing, spend: Money, tiers: Sequence[KnownTier], today: date
) -> Step | None:
    """The order on which a standing rests came to nothing: what stood `before` it, or what the rest reaches, is next.

    None where the rest reaches the tier that is held.
    """
    reached = tier_for(spend, tiers)
    if now.tier is None or not is_above(now.tier, reached):
        return None
    return Step(Kind.TAKEN_BACK, kept_from(reached, today) if is_above(reached, before.tier) else before)


def missing_by(amount: Money, portions: Sequence[Portion], day: date) -> Money:
    """What has to arrive until that day so that the amount is reached on it; nothing where it is reached already."""
    counted = total(part.amount for part in portions if counts_until(part.day) >= day)
    return max(ZERO, amount - counted)


def stays_until(portions: Iterable[Portion], today: date) -> date | None:
    """The last day on which all that counts today still counts; None when nothing does."""
    return min(
        (counts_until(part.day) for part in portions if part.day <= today <= counts_until(part.day)), default=None
    )
