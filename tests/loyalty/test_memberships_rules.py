"""Stripe's statuses as ours, who has the perks, and which parameters perks take."""

from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
import stripe

from loyalty.rules.memberships import UnknownStatus, failure_reminder, gives_perks, may_refund_unused, standing
from loyalty.rules.perks import NO_PERKS, BadParameters, clean_parameters, perks_from, perks_of

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("status", "was_paid", "grace_until", "state"),
    [
        ("incomplete", False, None, "pending"),
        ("incomplete_expired", False, None, "ended"),
        ("trialing", False, None, "trial"),
        ("trialing", True, None, "active"),
        ("active", True, None, "active"),
        ("past_due", True, None, "grace"),
        ("past_due", True, NOW + DAY, "grace"),
        ("past_due", True, NOW, "lapsed"),
        ("past_due", False, None, "lapsed"),
        ("unpaid", True, NOW + DAY, "lapsed"),
        ("paused", False, None, "paused"),
        ("canceled", True, None, "ended"),
    ],
)
def test_each_status_has_its_state(status, was_paid, grace_until, state):
    assert standing(status, was_paid=was_paid, grace_until=grace_until, at=NOW) == state


def test_all_of_stripes_statuses_are_known_and_no_other():
    declared = stripe.Subscription.__annotations__["status"]
    statuses = get_args(get_args(declared)[0]) or get_args(declared)
    assert len(statuses) == 8
    for status in statuses:
        standing(status, was_paid=True, grace_until=None, at=NOW)
    with pytest.raises(UnknownStatus):
        standing("on_fire", was_paid=True, grace_until=None, at=NOW)


@pytest.mark.parametrize(
    ("state", "ends_in", "renews", "grace_in", "gives"),
    [
        ("trial", 5, True, None, True),
        ("active", 5, True, None, True),
        ("active", -1, True, None, True),  # the renewal is on its way
        ("active", -3, True, None, False),  # nobody has heard of it for too long
        ("active", -0.001, False, None, False),  # set to end, and it did
        ("active", 5, False, None, True),
        ("grace", 20, True, 1, True),
        ("grace", 20, True, -0.001, False),
        ("lapsed", 20, True, None, False),
        ("paused", 20, True, None, False),
        ("pending", 20, True, None, False),
        ("ended", 20, True, None, False),
    ],
)
def test_who_has_the_perks(state, ends_in, renews, grace_in, gives):
    how = {"state": state, "starts_at": NOW - 90 * DAY, "ends_at": NOW + ends_in * DAY, "renews": renews, "at": NOW}
    assert gives_perks(**how, grace_until=None if grace_in is None else NOW + grace_in * DAY) is gives


def test_nobody_has_them_before_they_belong():
    how = {"state": "active", "ends_at": NOW + DAY, "renews": True, "grace_until": None, "at": NOW}
    assert not gives_perks(starts_at=NOW + timedelta(seconds=1), **how)
    assert not gives_perks(starts_at=None, **how)


@pytest.mark.parametrize(("passed", "place"), [(0, 0), (2.9, 0), (3, 1), (5.9, 1), (6, 2), (6.9, 2), (7, None)])
def test_a_failed_payment_is_told_on_day_0_3_and_6(passed, place):
    assert failure_reminder(grace_until=NOW + (7 - passed) * DAY, at=NOW) == place


@pytest.mark.parametrize(
    ("ago", "days", "used", "refunded", "may"),
    [
        (0, 30, False, False, True),
        (29.9, 30, False, False, True),
        (30, 30, False, False, False),
        (0, 0, False, False, False),
        (1, 30, True, False, False),
        (1, 30, False, True, False),
    ],
)
def test_an_unused_period_comes_back_within_its_days(ago, days, used, refunded, may):
    how = {"refund_days": days, "used": used, "refunded": refunded, "at": NOW}
    assert may_refund_unused(paid_at=NOW - ago * DAY, **how) is may


@pytest.mark.parametrize(
    ("kind", "given", "clean"),
    [
        ("free_delivery", {}, {"countries": [], "methods": [], "from_minor": 0}),
        ("free_delivery", {"countries": ["de", " at "]}, {"countries": ["DE", "AT"], "methods": [], "from_minor": 0}),
        ("faster_delivery", {"days": 1}, {"days": 1}),
        ("member_prices", {}, {}),
        ("points", {"percent": 200}, {"percent": 200}),
    ],
)
def test_good_parameters_are_made_whole(kind, given, clean):
    assert clean_parameters(kind, given) == clean


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("free_everything", {}),
        ("member_prices", {"percent": 10}),
        ("faster_delivery", {}),
        ("faster_delivery", {"days": 0}),
        ("faster_delivery", {"days": True}),
        ("faster_delivery", {"days": "1"}),
        ("points", {"percent": 10**9}),
        ("free_delivery", {"countries": "DE"}),
        ("free_delivery", {"countries": ["DEU"]}),
        ("free_delivery", {"methods": ["x" * 81]}),
        ("free_delivery", {"methods": [1]}),
        ("free_delivery", {"from_minor": -1}),
    ],
)
def test_bad_parameters_are_refused(kind, given):
    with pytest.raises(BadParameters):
        clean_parameters(kind, given)


def test_a_snapshot_gives_the_same_perks_again():
    rows = [(kind, clean_parameters(kind, given)) for kind, given in {
        "free_delivery": {"countries": ["DE"], "methods": ["Standard"], "from_minor": 500},
        "faster_delivery": {"days": 2}, "member_prices": {}, "early_access": {"minutes": 60},
        "points": {"percent": 150}, "free_returns": {}, "return_window": {"days": 60}, "birthday": {"points": 200},
    }.items()]  # fmt: skip
    perks = perks_of(rows, plan="Plus", membership_id=7)
    assert perks_from(perks.snapshot) == perks
    assert perks_from({}) == NO_PERKS and NO_PERKS.snapshot == {}
    assert perks_from({"saved": {"delivery": 1}, "free_delivery": True}).free_delivery
