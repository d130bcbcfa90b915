"""What a variant costs when several prices are offered, and what it cost before: for everybody who shows a price."""

from collections.abc import Iterable
from datetime import timedelta

from core.money import Money

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
