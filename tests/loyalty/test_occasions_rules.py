"""Every day from 2024 to 2032 in four time zones: whoever has a day has it once in each year, whatever the clock does."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.rules.birthdays import is_birthday
from loyalty.rules.occasions import CATCH_UP, day_of, days_to_do, month_days

ZONES = ["Europe/Berlin", "America/Los_Angeles", "Asia/Kolkata", "Pacific/Apia"]
FIRST, LAST = date(2024, 1, 1), date(2032, 12, 31)
LEAP_YEAR = [date(2024, 1, 1) + timedelta(days=number) for number in range(366)]


def days_done(zone: str, moments: list[datetime]) -> list[date]:
    """Which days are gone through when the job runs at these moments, in order."""
    done: list[date] = []
    for moment in moments:
        done += days_to_do(done[-1] if done else None, day_of(moment.astimezone(ZoneInfo(zone))))
    return done


@pytest.mark.parametrize("zone", ZONES)
def test_every_day_is_done_once_when_asked_every_hour(zone):
    start = datetime(2023, 12, 31, 0, 23, tzinfo=UTC)
    moments = [start + timedelta(hours=number) for number in range((LAST - FIRST).days * 24 + 72)]
    done = days_done(zone, moments)
    assert done == [done[0] + timedelta(days=number) for number in range(len(done))]
    assert done[0] <= FIRST and done[-1] >= LAST
    years = Counter((pair, day.year) for day in done if FIRST <= day <= LAST for pair in month_days(day))
    expected = {((day.month, day.day), year) for day in LEAP_YEAR for year in range(2024, 2033)}
    assert set(years) == expected
    assert set(years.values()) == {1}


@given(gaps=st.lists(st.integers(1, 60 * 24 * 60), min_size=1, max_size=30), zone=st.sampled_from(ZONES))
def test_after_an_outage_no_day_comes_twice_and_none_of_the_last_31_is_missing(gaps, zone):
    moments = [datetime(2027, 12, 1, tzinfo=UTC)]
    for minutes in gaps:
        moments.append(moments[-1] + timedelta(minutes=minutes))
    done: list[date] = []
    for moment in moments:
        today = day_of(moment.astimezone(ZoneInfo(zone)))
        new = days_to_do(done[-1] if done else None, today)
        assert len(new) <= CATCH_UP.days
        done += new
        missing = {today - timedelta(days=number) for number in range(CATCH_UP.days)} - set(done)
        assert all(day < done[0] for day in missing)
    assert len(done) == len(set(done))


def test_a_day_begins_in_the_morning():
    assert day_of(datetime(2027, 3, 1, 5, 59)) == date(2027, 2, 28)
    assert day_of(datetime(2027, 3, 1, 6, 0)) == date(2027, 3, 1)


def test_29_february_is_the_28th_in_common_years():
    assert month_days(date(2027, 2, 28)) == [(2, 28), (2, 29)]
    assert month_days(date(2028, 2, 28)) == [(2, 28)]
    assert month_days(date(2028, 2, 29)) == [(2, 29)]
    assert month_days(date(2027, 3, 1)) == [(3, 1)]


@pytest.mark.parametrize(
    ("month", "day", "there_is"), [(2, 29, True), (2, 30, False), (4, 31, False), (12, 31, True), (13, 1, False)]
)
def test_birthdays_are_days_of_the_calendar(month, day, there_is):
    assert is_birthday(month, day) is there_is
