"""A search narrowed in memory agrees with what each filter means."""

from datetime import date

import pytest

from shop.rules.listing import Listing
from shop.rules.tally import Row, in_order, passes, tally

MUG = Row(1, "mugs", "Mugs", "hearth", "Hearth", 1290, 450, 3, True, 7, date(2025, 1, 1))
PAN = Row(2, "pans", "Pans", "hearth", "Hearth", 6900, 300, 9, False, 2, None)
CUP = Row(3, "mugs", "Mugs", None, None, 990, 0, 0, True, 7, date(2026, 1, 1))
ROWS = [MUG, PAN, CUP]


@pytest.mark.parametrize(
    ("listing", "left"),
    [
        (Listing(), [1, 2, 3]),
        (Listing(category="mugs"), [1, 3]),
        (Listing(brands=("hearth",)), [1, 2]),
        (Listing(price_min=1000, price_max=5000), [1]),
        (Listing(rating=4), [1]),
        (Listing(in_stock=True), [1, 3]),
    ],
)
def test_a_filter_keeps_what_it_names(listing, left):
    assert [row.pk for row in ROWS if passes(row, listing)] == left


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("relevance", [2, 3, 1]),
        ("best", [3, 1, 2]),
        ("newest", [3, 1, 2]),
        ("rating", [1, 2, 3]),
        ("price", [3, 1, 2]),
        ("-price", [2, 1, 3]),
    ],
)
def test_rows_stand_in_the_order_asked_for(sort, order):
    assert [row.pk for row in in_order(ROWS, sort, [2, 3, 1])] == order


def test_a_facet_counts_with_its_own_choice_open():
    listing = Listing(category="mugs", in_stock=True)
    assert tally(ROWS, listing, "category", "category", "category_name") == [("mugs", "Mugs", 2)]
    assert tally(ROWS, Listing(category="mugs"), "category", "category", "category_name") == [
        ("mugs", "Mugs", 2),
        ("pans", "Pans", 1),
    ]
    assert tally(ROWS, listing, "brands", "brand", "brand_name") == [("hearth", "Hearth", 1)]
