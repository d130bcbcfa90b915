"""What can be had of what was bought, and what has changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.money import Money
from orders.rules.buying_again import Wanted, buy_again_outcome

USUAL = {"units": 3, "price_then": Money(1000), "price_now": Money(1000), "has_product": True, "is_sold": True,
         "available": 10, "in_basket": 0}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        ({}, (3, "", "")),
        ({"price_now": Money(1001)}, (3, "", "dearer")),
        ({"price_now": Money(999)}, (3, "", "cheaper")),
        ({"available": 2}, (2, "fewer", "")),
        ({"available": 2, "price_now": Money(1)}, (2, "fewer", "cheaper")),
        ({"available": 0}, (0, "sold_out", "")),
        ({"available": -4}, (0, "sold_out", "")),
        ({"available": 2, "in_basket": 2}, (0, "in_basket", "")),
        ({"available": 4, "in_basket": 3}, (1, "fewer", "")),
        ({"is_sold": False}, (0, "other_form", "")),
        ({"is_sold": False, "has_product": False, "price_now": Money(1)}, (0, "not_sold", "")),
    ],
)
def test_what_can_be_had(change, outcome):
    found = buy_again_outcome(Wanted(**USUAL | change))
    assert (found.units, found.why_not, found.price) == outcome


@given(
    st.builds(
        Wanted,
        units=st.integers(1, 99),
        price_then=st.integers(0, 9999).map(Money),
        price_now=st.integers(0, 9999).map(Money),
        has_product=st.booleans(),
        is_sold=st.booleans(),
        available=st.integers(-3, 99),
        in_basket=st.integers(0, 99),
    )
)
def test_never_more_than_was_bought_nor_than_there_is_and_never_less_without_a_word(wanted):
    found = buy_again_outcome(wanted)
    assert 0 <= found.units <= wanted.units
    assert found.units == 0 or found.units + wanted.in_basket <= wanted.available
    assert bool(found.why_not) == (found.units < wanted.units)
    assert found.units or not found.price
