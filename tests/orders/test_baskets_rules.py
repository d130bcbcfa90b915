"""Twenty thousand random baskets: whatever is in them, everything adds up to the minor unit."""

from random import Random

from core.money import Money
from orders.rules import shares, taxes
from tests.baskets import faults_of, random_basket

BASKETS = 20_000
SEED = 20_250_301


def faults(number: int) -> list[tuple[int, list[str]]]:
    random = Random(SEED)
    found = ((place, faults_of(random_basket(random), random)) for place in range(number))
    return [(place, said) for place, said in found if said]


def test_every_amount_of_any_basket_adds_up():
    assert faults(BASKETS) == []


def test_tax_that_is_cut_off_is_noticed(monkeypatch):
    """The negative control."""
    monkeypatch.setattr(taxes, "round_half_up", int)
    assert faults(300)


def test_refunds_that_are_rounded_each_by_itself_are_noticed(monkeypatch):
    """The negative control: a portion is its share of the line, rounded down."""

    def rounded(amount: Money, quantity: int, first: int, units: int) -> Money:
        return Money(amount.minor * units // quantity)

    monkeypatch.setattr(shares, "_slice", rounded)
    assert faults(300)
