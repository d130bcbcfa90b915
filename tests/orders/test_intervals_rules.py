"""A rhythm in what somebody buys: told when there is one, and never invented."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.rules.intervals import GIVEN_UP_AFTER, LEAST_DAYS, rhythm_of

TODAY = date(2026, 11, 12)


def bought(*ago: int) -> list[date]:
    return [TODAY - timedelta(days=days) for days in ago]


@pytest.mark.parametrize(
    ("ago", "days"),
    [
        ((), None),
        ((40,), None),
        ((40, 82), None),
        ((40, 82, 124), 42),
        ((40, 80, 124), 42),
        ((40, 40, 82), None),
        ((0, 30, 60), 30),
        ((40, 50, 150), None),
        ((10, 40, 70, 370), 30),
        ((1, 4, 7, 10), None),
        ((200, 230, 260), None),
        ((90, 120, 150), 30),
        ((91, 121, 151), None),
    ],
)
def test_the_usual_interval(ago, days):
    rhythm = rhythm_of(bought(*ago), today=TODAY)
    assert (rhythm.days if rhythm else None) == days
    assert rhythm is None or rhythm.ago == min(ago)


@pytest.mark.parametrize(
    ("every", "words"),
    [
        (6, (6, "day")),
        (13, (13, "day")),
        (14, (2, "week")),
        (42, (6, "week")),
        (83, (12, "week")),
        (91, (3, "month")),
        (365, (12, "month")),
    ],
)
def test_it_is_said_as_people_say_it(every, words):
    rhythm = rhythm_of(bought(1, 1 + every, 1 + 2 * every), today=TODAY)
    assert (rhythm.count, rhythm.unit) == words


@given(st.integers(LEAST_DAYS, 400), st.integers(3, 12), st.integers(0, 30))
def test_who_buys_by_the_clock_has_that_rhythm(every, times, ago):
    rhythm = rhythm_of(bought(*(ago + every * turn for turn in range(times))), today=TODAY)
    if ago <= every * GIVEN_UP_AFTER:
        assert (rhythm.days, rhythm.ago) == (every, ago)


@given(st.lists(st.integers(-50, 2000), max_size=20), st.randoms())
def test_order_repeats_and_the_future_change_nothing(ago, rng):
    days = bought(*ago)
    mixed = [*days, *days]
    rng.shuffle(mixed)
    assert rhythm_of(mixed, today=TODAY) == rhythm_of([day for day in days if day <= TODAY], today=TODAY)


@given(st.lists(st.integers(0, 2000), max_size=20))
def test_a_rhythm_lies_between_the_shortest_and_the_longest_interval(ago):
    rhythm = rhythm_of(bought(*ago), today=TODAY)
    if rhythm:
        days = sorted(set(ago))
        gaps = [after - before for before, after in itertools.pairwise(days)]
        assert len(gaps) >= 2
        assert min(gaps) <= rhythm.days <= max(gaps)
        assert rhythm.days >= LEAST_DAYS
