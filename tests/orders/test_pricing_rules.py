"""The one function that prices: what it shows adds up, whatever is in the basket."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from core.money import Money, total
from loyalty.rules.perks import Perks
from orders.rules.delivery import Method, Rate, add_business_days, arrival_window, delivery_price
from orders.rules.pricing import Item, quote
from orders.rules.taxes import TaxTable, tax_table

METHOD = Method(1, "Standard", (Rate(Money(490), up_to_weight_g=10_000), Rate(Money(990), up_to_weight_g=30_000)), 1, 2,
                free_from=Money(4900), free_for_members=True)  # fmt: skip
classes = some.sampled_from(["standard", "reduced", "zero"])
items = some.builds(
    Item, variant_id=some.integers(1, 9), quantity=some.integers(1, 99), unit_price=some.integers(1, 10**6).map(Money),
    list_price=some.just(Money(1)), tax_class=classes, weight_g=some.integers(0, 300),
)  # fmt: skip
tables = some.builds(
    TaxTable,
    some.fixed_dictionaries({name: some.integers(0, 2700) for name in ("standard", "reduced", "zero")}),
    some.booleans(),
)


@given(some.lists(items, min_size=1, max_size=12), tables)
def test_lines_delivery_and_tax_sum_to_the_total(basket, taxes):
    priced = quote(basket, taxes=taxes, country="DE", method=METHOD)
    parts = total(line.amount for line in priced.lines) + priced.delivery_price
    assert priced.total == (parts if taxes.inclusive else parts + priced.tax)
    assert priced.tax == total(
        [*(line.tax for line in priced.lines), *([priced.delivery.tax] if priced.delivery else [])]
    )
    assert min(priced.total, priced.tax, priced.delivery_price) >= Money(0)


@given(some.lists(items, min_size=1, max_size=12), tables)
def test_tax_inside_a_price_is_never_more_than_the_price(basket, taxes):
    for line in quote(basket, taxes=taxes, country="DE").lines:
        assert not taxes.inclusive or line.tax <= line.amount


def test_three_at_999_with_21_percent_cost_2997_everywhere():
    item = Item(1, 3, Money(999), Money(999))
    inclusive = quote([item], taxes=TaxTable({"standard": 2100}), country="NL")
    assert (inclusive.total, inclusive.tax) == (Money(2997), Money(520))
    exclusive = quote([item], taxes=TaxTable({"standard": 2100}, inclusive=False), country="NL")
    assert (exclusive.goods, exclusive.tax, exclusive.total) == (Money(2997), Money(629), Money(3626))


@pytest.mark.parametrize(
    ("weight", "value", "perks", "price", "reason"),
    [
        (500, 1000, Perks(), 490, ""),
        (10_001, 1000, Perks(), 990, ""),
        (500, 4900, Perks(), 0, "threshold"),
        (500, 1000, Perks(free_delivery=True, member=True), 0, "member"),
    ],
)
def test_delivery_costs_what_its_table_says(weight, value, perks, price, reason):
    found = delivery_price(METHOD, weight_g=weight, value=Money(value), perks=perks)
    assert (found.price, found.reason) == (Money(price), reason)


def test_what_is_too_heavy_for_every_row_is_not_delivered_this_way():
    assert delivery_price(METHOD, weight_g=30_001, value=Money(1), perks=Perks()) is None
    assert (
        quote([Item(1, 1, Money(1), Money(1), weight_g=31_000)], taxes=TaxTable(), country="DE", method=METHOD).delivery
        is None
    )


def test_how_much_more_makes_delivery_free():
    priced = quote([Item(1, 1, Money(4000), Money(4000))], taxes=TaxTable(), country="DE", method=METHOD)
    assert priced.delivery.to_free == Money(900)


def test_a_line_that_does_not_go_to_a_country_says_so():
    item = Item(1, 1, Money(1), Money(1), ships_to=("DE",))
    assert quote([item], taxes=TaxTable(), country="DE").can_be_sent
    assert not quote([item], taxes=TaxTable(), country="US").can_be_sent


@pytest.mark.parametrize(
    ("country", "region", "rate"), [("US", "CA", 825), ("US", "OR", 0), ("US", "", 0), ("DE", "", 1900), ("ZZ", "", 0)]
)
def test_a_regions_own_rate_wins_and_no_rate_means_no_tax(country, region, rate):
    rows = [("DE", "", "standard", 1900), ("US", "", "standard", 0), ("US", "CA", "standard", 825)]
    assert tax_table(rows, country=country, region=region).rate("standard") == rate


@pytest.mark.parametrize(
    ("ordered", "first", "last"),
    [
        (date(2026, 11, 20), date(2026, 11, 24), date(2026, 11, 25)),
        (date(2026, 11, 21), date(2026, 11, 24), date(2026, 11, 25)),
    ],
)
def test_a_weekend_is_no_business_day(ordered, first, last):
    assert arrival_window(METHOD, ordered) == (first, last)


def test_business_days_are_counted_from_monday_to_friday():
    assert add_business_days(date(2026, 11, 20), 1) == date(2026, 11, 23)
    assert add_business_days(date(2026, 11, 20), 5) == date(2026, 11, 27)
