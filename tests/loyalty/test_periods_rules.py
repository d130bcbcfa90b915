"""Periods: every day of nine years, in four time zones, for months and years; none missing, none twice."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.money import Money
from demo.fake_stripe.periods import boundary as boundary_at_the_provider
from loyalty.rules.periods import (
    YEAR_REMINDER,
    Period,
    boundary,
    is_reminder_due,
    left_of,
    months_on,
    period_at,
    reminder_at,
)

ZONES = ["UTC", "Europe/Berlin", "America/Los_Angeles", "Pacific/Auckland"]
FIRST, LAST = date(2024, 1, 1), date(2032, 12, 31)
DAYS = [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)]
moments = st.datetimes(datetime(2024, 1, 1), datetime(2032, 12, 31), timezones=st.just(UTC))


def joined_on(day: date, zone: str) -> datetime:
    """Shortly before midnight there: the hour at which days are mistaken."""
    return datetime(day.year, day.month, day.day, 23, 45, tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(("interval", "number"), [("month", 14), ("year", 9)])
def test_whoever_joins_on_any_day_has_periods_without_gap_or_overlap(zone, interval, number):
    for day in DAYS:
        anchor = joined_on(day, zone)
        edges = [boundary(anchor, place, interval) for place in range(number + 1)]
        lengths = [(end - start).days for start, end in pairwise(edges)]
        assert edges[0] == anchor
        assert all(28 <= days <= 31 if interval == "month" else days in (365, 366) for days in lengths), (day, lengths)
        assert all(edge.day == anchor.day or months_on(edge.date(), 0).day == _last_of(edge) for edge in edges), day


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("interval", ["month", "year"])
def test_every_moment_of_nine_years_is_in_just_one_period(zone, interval):
    """Looked at once a day by the shop's clock, whose days have 23 or 25 hours twice a year."""
    for start in (date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 30), date(2024, 12, 31)):
        anchor, renewals, before = joined_on(start, zone), [], None
        for day in DAYS:
            moment = joined_on(day, zone)
            if moment < anchor:
                continue
            period = period_at(anchor, interval, moment)
            assert period.holds(moment)
            if before and period != before:
                assert period.starts_at == before.ends_at  # nothing between them
                renewals.append(period.starts_at)
            before = period
        expected = [boundary(anchor, place, interval) for place in range(1, len(renewals) + 1)]
        assert renewals == expected and len(set(renewals)) == len(renewals)


@pytest.mark.parametrize("zone", ZONES)
def test_a_year_is_announced_once_each_time_however_the_days_fall(zone):
    """Somebody looks once a day, whose length changes: the first look in time tells, and none before it does."""
    for start in DAYS[:366]:
        anchor = joined_on(start, zone)
        for place in range(8):
            period = Period(boundary(anchor, place, "year"), boundary(anchor, place + 1, "year"))
            looks = [joined_on(period.ends_at.date() - timedelta(days=back), zone) for back in range(20, -2, -1)]
            due = [is_reminder_due(period, is_trial=False, interval="year", at=look) for look in looks]
            first = next(look for look, is_due in zip(looks, due, strict=True) if is_due)
            assert YEAR_REMINDER - timedelta(hours=26) <= period.ends_at - first <= YEAR_REMINDER, (start, place)
            assert due == [first <= look < period.ends_at for look in looks]


@given(moments, st.integers(0, 130), st.sampled_from(["month", "year"]))
def test_our_periods_are_the_providers(moment, number, interval):
    moment = moment.replace(microsecond=0)
    theirs = boundary_at_the_provider(int(moment.timestamp()), number, {"interval": interval, "interval_count": 1})
    assert int(boundary(moment, number, interval).timestamp()) == theirs


def test_thirty_first_comes_back_after_a_short_month():
    anchor = datetime(2026, 1, 31, 12, tzinfo=UTC)
    assert [boundary(anchor, place, "month").day for place in range(5)] == [31, 28, 31, 30, 31]
    assert boundary(datetime(2024, 2, 29, tzinfo=UTC), 4, "year") == datetime(2028, 2, 29, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "is_trial", "interval", "before"),
    [(30, True, "month", 7), (7, True, "year", 6), (365, False, "year", 14), (30, False, "month", None),
     (1, True, "month", None)],
)  # fmt: skip
def test_reminders_come_in_time_and_never_on_the_day_of_joining(days, is_trial, interval, before):
    start = datetime(2026, 3, 1, tzinfo=UTC)
    period = Period(start, start + timedelta(days=days))
    at = reminder_at(period, is_trial=is_trial, interval=interval)
    assert at == (None if before is None else period.ends_at - timedelta(days=before))


@given(st.integers(0, 10**7), st.integers(1, 400 * 86_400), st.integers(0, 500 * 86_400))
def test_what_is_left_is_never_more_than_was_paid_and_shrinks(amount, length, passed):
    start = datetime(2026, 3, 1, tzinfo=UTC)
    period = Period(start, start + timedelta(seconds=length))
    left = left_of(Money(amount), period, start + timedelta(seconds=passed))
    later = left_of(Money(amount), period, start + timedelta(seconds=passed + 3600))
    assert Money(0) <= later <= left <= Money(amount)
    assert left == Money(0) or passed < length


def _last_of(moment: datetime) -> int:
    return ((moment.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)).day
