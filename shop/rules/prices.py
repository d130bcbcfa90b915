"""What a variant costs when several prices are offered, and what it cost before: for everybody who shows a price."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import NamedTuple, TypedDict

from core.money import Money
from shop.rules.unit_prices import unit_price

DAYS_BEFORE = timedelta(days=30)
"""How far back the price before a reduction is looked for."""


def best_offer(price: Money, offers: Iterable[tuple[Money, int]]) -> tuple[Money, int] | None:
    """The lowest of the offers (price, list id) below the price, of equal ones the first list; None when none is."""
    lower = [offer for offer in offers if offer[0] < price]
    return min(lower, default=None)


def lowest_price(now: Money, changes: Iterable[tuple[Money | None, Money]]) -> Money:
    """The lowest price that was asked in a period: `now` is the price at its end, `changes` those within it, each as
    (old, new). The first one's old price was asked when the period began."""
    return min([now, *(price for change in changes for price in change if price is not None)])


def price_before(price: Money, lowest: Money) -> Money | None:
    """What may be shown struck through beside a reduced price: the lowest price of the 30 days before the reduction.

    None when the price is no reduction of it. Directive 98/6/EC, Article 6a (1) and (2), as inserted by Directive (EU)
    2019/2161; in Germany PAngV (2022) § 11 (1). A reduction in steps is measured at each step, which is the strictest
    reading of Article 6a (5) and lawful everywhere.
    """
    return lowest if lowest > price else None


class Ware(NamedTuple):
    """A variant by what it costs and holds."""

    price: Money
    price_before: Money | None
    content_amount: int | None
    content_unit: str


class TilePrices(TypedDict):
    """What a product's tile shows of its prices: the columns of that name."""

    price_from: Money | None
    was_price: Money | None
    has_price_range: bool
    unit_price: Money | None
    price_unit: str


def tile_prices(wares: Sequence[Ware]) -> TilePrices:
    """Those of the cheapest; of equally cheap ones the first."""
    cheapest = min(wares, key=lambda ware: ware.price, default=None)
    unit = unit_price(cheapest.price, cheapest.content_amount, cheapest.content_unit) if cheapest else None
    return TilePrices(
        price_from=cheapest.price if cheapest else None,
        was_price=cheapest.price_before if cheapest else None,
        has_price_range=len({ware.price for ware in wares}) > 1,
        unit_price=unit.price if unit else None,
        price_unit=unit.unit if unit else "",
    )
