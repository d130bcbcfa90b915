"""Prices per kilogram, litre, metre and piece."""

import pytest

from core.money import Money
from shop.rules.cells import RowRefused, content_of
from shop.rules.unit_prices import UnitPrice, unit_price


@pytest.mark.parametrize(
    ("price", "amount", "unit", "found"),
    [
        (1290, 250, "g", (5160, "kg")),
        (1290, 100, "g", (12900, "kg")),  # never per 100 g since 28 May 2022
        (999, 750, "ml", (1332, "l")),
        (1290, 2000, "g", (645, "kg")),
        (500, 3, "piece", (167, "piece")),
        (990, 20, "m", (50, "m")),
        (2999, 6, "m2", (500, "m²")),
        (1, 1999, "ml", (1, "l")),
        (1290, 1000, "g", None),
        (1290, 1, "piece", None),
        (1290, 9, "g", None),
        (1290, None, "", None),
        (1290, 5, "", None),
    ],
)
def test_the_unit_price(price, amount, unit, found):
    assert unit_price(Money(price), amount, unit) == (UnitPrice(Money(found[0]), found[1]) if found else None)


@pytest.mark.parametrize(
    ("cell", "content"),
    [
        ("250 g", (250, "g")),
        ("0.75 l", (750, "ml")),
        ("1kg", (1000, "g")),
        ("10 pieces", (10, "piece")),
        ("", None),
        ("33 cl", (330, "ml")),
    ],
)
def test_contents_in_a_feed(cell, content):
    assert content_of(cell, ".") == content


@pytest.mark.parametrize("cell", ["much", "0 g", "0.5 g", "-1 l", "1.2.3 g", "5 stone"])
def test_contents_that_make_no_sense_are_refused(cell):
    with pytest.raises(RowRefused):
        content_of(cell, ".")
