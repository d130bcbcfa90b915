"""The arithmetic of periods and prorations."""

import calendar
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo.fake_stripe.periods import boundary, next_boundary, share

MOMENTS = st.integers(min_value=0, max_value=4_000_000_000)
PERIODS = st.builds(
    lambda interval, count: {"interval": interval, "interval_count": count},
    st.sampled_from(["day", "week", "month", "year"]),
    st.integers(1, 3),
)


def at(year, month, day, hour=9):
    return int(datetime(year, month, day, hour, tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    ("year", "days"), [(2027, [(2, 28), (3, 31), (4, 30), (5, 31)]), (2028, [(2, 29), (3, 31), (4, 30), (5, 31)])]
)
def test_a_month_from_the_last_day_returns_to_it(year, days):
    moment, month = at(year, 1, 31), {"interval": "month", "interval_count": 1}
    for number, (expected_month, day) in enumerate(days, start=1):
        assert boundary(at(year, 1, 31), number, month) == at(year, expected_month, day)
        moment = next_boundary(at(year, 1, 31), moment, month)
        assert moment == at(year, expected_month, day)


def test_a_year_from_a_leap_day_returns_to_it():
    year = {"interval": "year", "interval_count": 1}
    assert [boundary(at(2028, 2, 29), number, year) for number in (1, 4)] == [at(2029, 2, 28), at(2032, 2, 29)]


@given(MOMENTS, st.integers(0, 60), PERIODS)
def test_boundaries_keep_the_anchors_day_and_time(anchor, number, recurring):
    start, found = (datetime.fromtimestamp(moment, UTC) for moment in (anchor, boundary(anchor, number, recurring)))
    assert found.time() == start.time()
    if recurring["interval"] in ("month", "year"):
        assert found.day == min(start.day, calendar.monthrange(found.year, found.month)[1])


@given(MOMENTS, st.integers(0, 100_000_000), PERIODS)
def test_the_next_boundary_is_the_first_one_after(anchor, later, recurring):
    found = next_boundary(anchor, anchor + later, recurring)
    first = next(moment for n in range(3_000) if (moment := boundary(anchor, n, recurring)) > anchor + later)
    assert found == first


@given(st.integers(0, 10**8), st.integers(1, 10**8), st.data())
def test_shares_of_a_period_add_up_within_one_unit(amount, whole, data):
    left = data.draw(st.integers(0, whole))
    assert abs(share(amount, left, whole) + share(amount, whole - left, whole) - amount) <= 1
    assert share(amount, whole, whole) == amount and share(amount, 0, whole) == 0
