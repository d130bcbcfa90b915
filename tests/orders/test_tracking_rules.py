"""What reports say together, when a buyer is told of a new day, and which reports make sense."""

import base64
import contextlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.rules.delivery import add_business_days, next_business_day
from orders.rules.tracking import (
    CODES,
    ESTIMATES,
    ReportUnreadable,
    business_days_before,
    day_to_tell,
    punctuality,
    read_report,
    standing_of,
)

THURSDAY = date(2026, 11, 12)
NOON = datetime(2026, 11, 12, 12, tzinfo=UTC)
days = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@dataclass(frozen=True)
class Said:
    code: str
    happened_at: datetime
    expected_on: date | None = None


reports = st.builds(
    Said,
    code=st.sampled_from(CODES),
    happened_at=st.integers(0, 30).map(lambda hours: NOON + timedelta(hours=hours)),
    expected_on=st.none() | days,
)


@given(st.lists(reports, max_size=8), st.randoms())
def test_the_order_in_which_reports_come_in_changes_nothing(told, rng):
    mixed = list(told)
    rng.shuffle(mixed)
    first, second = standing_of(told), standing_of(mixed)
    assert (first.code, first.happened_at) == (second.code, second.happened_at)


@given(st.lists(reports, min_size=1, max_size=8), reports)
def test_an_older_report_moves_a_parcel_nowhere(told, late):
    before = standing_of(told)
    if late.happened_at < before.happened_at:
        after = standing_of([*told, late])
        assert (after.code, after.happened_at) == (before.code, before.happened_at)


def test_of_two_reports_of_one_moment_the_further_one_counts():
    told = [Said("delivered", NOON), Said("out_for_delivery", NOON)]
    assert standing_of(told).code == standing_of(told[::-1]).code == "delivered"


def test_the_last_day_named_counts_even_if_the_last_report_names_none():
    told = [Said("in_transit", NOON, THURSDAY), Said("at_depot", NOON + timedelta(hours=1))]
    assert standing_of(told).expected_on == THURSDAY


def tell(promised=THURSDAY, told=(), named=None, today=THURSDAY, estimate=2):
    return day_to_tell(promised=promised, told=told, named=named, today=today, estimate=estimate)


@pytest.mark.parametrize(
    ("facts", "day"),
    [
        ({}, None),
        ({"named": THURSDAY}, None),
        ({"named": date(2026, 11, 11)}, None),
        ({"named": date(2026, 11, 13)}, date(2026, 11, 13)),
        ({"named": date(2026, 11, 13), "told": [date(2026, 11, 13)]}, None),
        ({"named": date(2026, 11, 13), "told": [date(2026, 11, 16)]}, None),
        ({"named": date(2026, 11, 17), "told": [date(2026, 11, 16)]}, date(2026, 11, 17)),
        ({"today": date(2026, 11, 13)}, date(2026, 11, 17)),
        ({"today": date(2026, 11, 13), "estimate": None}, None),
        ({"today": date(2026, 11, 14)}, None),
        ({"today": date(2026, 11, 16)}, date(2026, 11, 18)),
        ({"today": date(2026, 11, 17), "told": [date(2026, 11, 17)]}, None),
        ({"today": date(2026, 11, 18), "told": [date(2026, 11, 17)]}, date(2026, 11, 20)),
        ({"today": date(2026, 11, 24), "told": [date(2026, 11, 17), date(2026, 11, 20)]}, None),
        ({"today": date(2026, 11, 24), "named": date(2026, 11, 13)}, date(2026, 11, 26)),
        (
            {
                "today": date(2026, 11, 24),
                "told": [date(2026, 11, 17), date(2026, 11, 20)],
                "named": date(2026, 11, 25),
            },
            date(2026, 11, 25),
        ),
    ],
)
def test_when_a_buyer_is_told_a_new_day(facts, day):
    assert tell(**facts) == day


@given(days, st.lists(st.none() | days, min_size=1, max_size=20), st.integers(1, 4))
def test_nobody_is_told_a_day_twice_nor_one_that_is_past(promised, named, estimate):
    """A month of days on which the carrier changes its mind."""
    told, guesses = [], 0
    for offset, word in enumerate(named):
        today = promised + timedelta(days=offset)
        day = tell(promised=promised, told=told, named=word, today=today, estimate=estimate)
        if day:
            assert day not in told
            assert day > promised
            assert day >= today
            guesses += day != word
            told.append(day)
    assert told == sorted(told)
    assert guesses <= ESTIMATES


@given(days, st.integers(0, 30))
def test_business_days_are_counted_back_as_they_are_counted_on(day, number):
    start = business_days_before(day, number)
    assert start <= day
    assert number == 0 or start.weekday() < 5
    assert add_business_days(start, number) == (next_business_day(day) if number else day)


@pytest.mark.parametrize(
    ("facts", "word", "number", "day"),
    [
        ({"came_on": date(2026, 11, 10)}, "early", 1, None),
        ({"came_on": date(2026, 11, 11)}, "as_promised", 0, None),
        ({"came_on": THURSDAY}, "as_promised", 0, None),
        ({"came_on": date(2026, 11, 14)}, "late", 2, None),
        ({"expected": date(2026, 11, 13)}, "expected", 0, date(2026, 11, 13)),
        ({"expected": date(2026, 11, 11), "today": THURSDAY}, "expected", 0, THURSDAY),
        ({"today": date(2026, 11, 13)}, "overdue", 0, None),
        ({"today": date(2026, 11, 13), "expected": date(2026, 11, 12)}, "overdue", 0, None),
        ({}, "expected", 0, THURSDAY),
    ],
)
def test_the_promise_against_what_happened(facts, word, number, day):
    known = {"came_on": None, "expected": None, "today": date(2026, 11, 10)} | facts
    found = punctuality(first=date(2026, 11, 11), promise=THURSDAY, **known)
    assert (found.word, found.days, found.day) == (word, number, day)


ROW = {
    "carrier": "DHL",
    "number": " 00340 ",
    "id": "1",
    "code": "in_transit",
    "happened_at": "2026-11-12T08:15:00+01:00",
}


def test_a_report_is_read():
    row = ROW | {"place": "Leipzig", "expected_on": "2026-11-13", "photo": base64.b64encode(b"x").decode()}
    name, report = read_report(row)
    assert (name.carrier, name.number) == ("dhl", "00340")
    assert report.happened_at == datetime(2026, 11, 12, 7, 15, tzinfo=UTC)
    assert (report.place, report.expected_on, report.photo) == ("Leipzig", date(2026, 11, 13), b"x")


@pytest.mark.parametrize(
    "change",
    [
        {"code": "teleported"},
        {"code": 7},
        {"code": None},
        {"id": ""},
        {"id": "x" * 121},
        {"number": ""},
        {"number": "1\x002"},
        {"carrier": ""},
        {"place": "x" * 81},
        {"place": ["Leipzig"]},
        {"note": "‮evil"},
        {"happened_at": "yesterday"},
        {"happened_at": "2026-11-12T08:15:00"},
        {"happened_at": "1999-11-12T08:15:00+01:00"},
        {"happened_at": "0001-01-01T00:00:00+14:00"},
        {"happened_at": 1762932000},
        {"happened_at": None},
        {"expected_on": "13.11."},
        {"expected_on": "2020-01-01"},
        {"expected_on": "2028-01-01"},
        {"expected_on": 13},
        {"photo": "not base64"},
        {"photo": 1},
        {"photo": "A" * 1_000_000},
        {"surprise": 1},
    ],
)
def test_a_report_without_sense_is_refused_in_a_sentence(change):
    with pytest.raises(ReportUnreadable) as refusal:
        read_report(ROW | change)
    assert str(refusal.value).endswith(".")


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
    )
)
def test_whatever_comes_is_read_or_refused(row):
    with contextlib.suppress(ReportUnreadable):
        read_report(row)


@given(
    st.fixed_dictionaries(
        {}, optional={name: st.none() | st.text() | st.integers() for name in (*ROW, "expected_on", "photo", "note")}
    )
)
def test_whatever_stands_in_a_report_is_read_or_refused(change):
    with contextlib.suppress(ReportUnreadable):
        read_report(ROW | change)
