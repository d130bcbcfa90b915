"""Tiers as plain values: up at once, down late, and never below what was reached."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.money import ZERO, Money
from loyalty.rules.perks import NO_PERKS, Perks, perks_from, with_tier
from loyalty.rules.tiers import (
    GRACE,
    KnownTier,
    Portion,
    Standing,
    counts_until,
    kept_from,
    missing_by,
    next_step,
    next_tier,
    spend_on,
    stays_until,
    taken_back,
    tier_for,
)

SILVER = KnownTier(1, "Silver", "", Money(200_00), 125)
GOLD = KnownTier(2, "Gold", "", Money(500_00), 150)
OLD = KnownTier(3, "Old", "", Money(300_00), 140, is_active=False)
TIERS = [SILVER, GOLD, OLD]
TODAY, TOMORROW = date(2027, 3, 3), date(2027, 3, 4)
NEXT_YEAR = date(2028, 3, 3)
RUNNING, DUE = date(2027, 9, 1), TODAY
GRACED = TODAY + GRACE
YESTERDAY = TODAY - timedelta(days=1)

# What stands, what was bought, what becomes of it: (tier, review, grace), minor units, (kind, tier, review, grace).
STEPS = [
    ((None, None, None), 199_99, None),
    ((None, None, None), 200_00, ("reached", SILVER, NEXT_YEAR, None)),
    ((None, None, None), 900_00, ("reached", GOLD, NEXT_YEAR, None)),
    ((None, None, None), 300_00, ("reached", SILVER, NEXT_YEAR, None)),
    ((SILVER, RUNNING, None), 200_00, None),
    ((SILVER, RUNNING, None), 0, None),
    ((SILVER, RUNNING, None), 500_00, ("reached", GOLD, NEXT_YEAR, None)),
    ((GOLD, RUNNING, None), 0, None),
    ((GOLD, DUE, None), 500_00, ("confirmed", GOLD, NEXT_YEAR, None)),
    ((GOLD, DUE, None), 499_99, ("grace", GOLD, DUE, GRACED)),
    ((GOLD, DUE, GRACED), 499_99, None),
    ((GOLD, DUE, TODAY), 499_99, None),
    ((GOLD, DUE, GRACED), 500_00, ("confirmed", GOLD, NEXT_YEAR, None)),
    ((SILVER, DUE, GRACED), 500_00, ("reached", GOLD, NEXT_YEAR, None)),
    ((GOLD, date(2027, 1, 1), YESTERDAY), 250_00, ("fell", SILVER, NEXT_YEAR, None)),
    ((GOLD, date(2027, 1, 1), YESTERDAY), 100_00, ("fell", None, None, None)),
    ((GOLD, date(2027, 1, 1), YESTERDAY), 600_00, ("confirmed", GOLD, NEXT_YEAR, None)),
    ((OLD, RUNNING, None), 300_00, None),
    ((OLD, DUE, None), 300_00, ("grace", OLD, DUE, GRACED)),
    ((OLD, date(2027, 1, 1), YESTERDAY), 300_00, ("fell", SILVER, NEXT_YEAR, None)),
    ((OLD, RUNNING, None), 500_00, ("reached", GOLD, NEXT_YEAR, None)),
]


@pytest.mark.parametrize(("now", "minor", "then"), STEPS)
def test_a_standing_takes_the_step_its_spend_allows(now, minor, then):
    step = next_step(Standing(*now), spend=Money(minor), tiers=TIERS, today=TODAY)
    assert (step and (step.kind, step.to.tier, step.to.review_on, step.to.grace_until)) == then


@given(st.integers(0, 1000_00), st.sampled_from([None, *TIERS]), st.dates(date(2027, 1, 1), date(2027, 6, 1)))
def test_a_step_taken_is_not_taken_again(minor, held, today):
    step = next_step(kept_from(held, date(2026, 3, 1)), spend=Money(minor), tiers=TIERS, today=today)
    if step:
        assert next_step(step.to, spend=Money(minor), tiers=TIERS, today=today) is None


@given(st.integers(0, 1000_00), st.sampled_from([None, *TIERS]), st.integers(0, 400))
def test_nobody_stands_below_what_was_reached(minor, held, days):
    today = date(2026, 3, 1) + timedelta(days=days)
    standing, spend = kept_from(held, date(2026, 3, 1)), Money(minor)
    step = next_step(standing, spend=spend, tiers=TIERS, today=today)
    tier, reached = (step.to if step else standing).tier, tier_for(spend, TIERS)
    assert reached is None or (tier is not None and tier.amount >= reached.amount)


BACK = [
    (kept_from(GOLD, TODAY), Standing(), 0, Standing()),
    (kept_from(GOLD, TODAY), kept_from(SILVER, date(2026, 5, 1)), 0, kept_from(SILVER, date(2026, 5, 1))),
    (kept_from(GOLD, TODAY), Standing(), 250_00, kept_from(SILVER, TODAY)),
    (kept_from(GOLD, TODAY), Standing(GOLD, DUE, GRACED), 0, Standing(GOLD, DUE, GRACED)),
    (kept_from(GOLD, TODAY), Standing(), 500_00, None),
]


@pytest.mark.parametrize(("now", "before", "minor", "then"), BACK)
def test_an_order_that_went_back_leaves_what_stood_before_it(now, before, minor, then):
    step = taken_back(now, before=before, spend=Money(minor), tiers=TIERS, today=TODAY)
    assert (step and step.to) == then


def test_what_arrived_counts_for_twelve_months():
    part = [Portion(date(2026, 3, 4), Money(100))]
    assert spend_on(part, date(2026, 3, 3)) == ZERO
    assert spend_on(part, date(2026, 3, 4)) == spend_on(part, date(2027, 3, 3)) == Money(100)
    assert spend_on(part, date(2027, 3, 4)) == ZERO


@given(st.dates(date(2020, 1, 1), date(2032, 12, 31)))
def test_the_last_day_that_counts_is_a_day_before_the_same_day_a_year_later(day):
    last = counts_until(day)
    assert spend_on([Portion(day, Money(1))], last) == Money(1)
    assert spend_on([Portion(day, Money(1))], last + timedelta(days=1)) == ZERO
    assert 364 <= (last - day).days <= 365


def test_what_is_missing_leaves_out_what_will_not_count_by_then():
    bought = [Portion(date(2026, 4, 1), Money(50)), Portion(date(2027, 1, 1), Money(30))]
    assert missing_by(Money(100), bought, date(2027, 3, 31)) == Money(20)
    assert missing_by(Money(100), bought, date(2027, 4, 1)) == Money(70)
    assert missing_by(Money(20), bought, date(2027, 4, 1)) == ZERO
    assert stays_until(bought, TODAY) == date(2027, 3, 31)
    assert stays_until([], TODAY) is None


def test_the_next_tier_is_the_lowest_above_that_is_switched_on():
    assert [next_tier(tier, TIERS) for tier in (None, SILVER, OLD, GOLD)] == [SILVER, GOLD, GOLD, None]


def test_of_membership_and_tier_the_better_counts():
    member = Perks(member=True, points_percent=200)
    assert with_tier(member, name="Gold", percent=150).points_percent == 200
    assert with_tier(NO_PERKS, name="Gold", percent=150).points_percent == 150


def test_a_snapshot_keeps_a_tier_without_a_membership():
    perks = with_tier(NO_PERKS, name="Gold", percent=150)
    assert perks.snapshot == {"tier": "Gold", "points_percent": 150}
    assert perks_from(perks.snapshot) == perks
    assert perks.key != NO_PERKS.key == ""
