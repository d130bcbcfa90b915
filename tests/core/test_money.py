"""Money: parts always sum to the whole, and nothing else is money."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from core.currency import format_money, from_major
from core.money import Money, total

amounts = some.integers(-(10**12), 10**12).map(Money)
weights = some.lists(some.integers(0, 10**6), min_size=1, max_size=30)


@given(amounts, weights)
def test_shares_sum_to_the_whole(amount, shares):
    assert total(amount.share(shares)) == amount


@given(amounts, weights)
def test_no_share_is_more_than_a_unit_from_its_due(amount, shares):
    whole = sum(shares)
    for part, weight in zip(amount.share(shares), shares, strict=True):
        due = Decimal(amount.minor) * weight / whole if whole else Decimal(amount.minor) / len(shares)
        assert abs(part.minor - due) < 1


@given(amounts, amounts)
def test_adding_and_taking_away_is_exact(first, second):
    assert first + second - second == first


@pytest.mark.parametrize(("rate", "expected"), [("19", 1), ("50", 3), ("0", 0), ("100", 5), ("10", 1), ("9", 0)])
def test_percent_rounds_halves_away_from_zero(rate, expected):
    assert Money(5).percent(Decimal(rate)) == Money(expected)
    assert Money(-5).percent(Decimal(rate)) == Money(-expected)


@pytest.mark.parametrize("wrong", [1.0, Decimal("1"), "1", None, True])
def test_only_whole_minor_units_are_money(wrong):
    with pytest.raises(TypeError):
        Money(wrong)


@pytest.mark.parametrize("other", [1, 1.0, Decimal(1), "1"])
def test_money_is_not_mixed_with_numbers(other):
    with pytest.raises(TypeError):
        Money(1) + other
    with pytest.raises(TypeError):
        Money(1) * 1.5


@pytest.mark.parametrize("shares", [[], [-1, 2]])
def test_shares_need_weights(shares):
    with pytest.raises(ValueError, match="weight"):
        Money(1).share(shares)


@pytest.mark.parametrize(
    ("currency", "text", "minor"), [("EUR", "12.95", 1295), ("JPY", "12", 12), ("KWD", "1.234", 1234)]
)
def test_major_units_follow_the_currency(settings, currency, text, minor):
    settings.SHOP_CURRENCY = currency
    assert from_major(text) == Money(minor)


@pytest.mark.parametrize("text", ["12.955", "x", "", "NaN", "Infinity"])
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(ValueError, match="amount|decimals"):
        from_major(text)


def test_an_amount_reads_as_the_language_writes_it():
    assert format_money(Money(123456), "en") == "€1,234.56"
    assert str(Money(123456)) == "€1,234.56"
    assert format_money(Money(123456), "de") == "1.234,56\xa0€"
