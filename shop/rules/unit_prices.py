"""The price of one kilogram, litre, metre, square metre or piece, shown beside the price of a pack."""

from decimal import Decimal
from typing import NamedTuple

from core.money import Money, round_half_up

UNITS = {"g": (1000, "kg"), "ml": (1000, "l"), "m": (1, "m"), "m2": (1, "m²"), "piece": (1, "piece")}
"""By the unit that contents are measured in: how many of it make the unit that prices are compared by, and its name."""

EXEMPT_BELOW = {"g": 10, "ml": 10}


class UnitPrice(NamedTuple):
    """`price` buys one `unit`: "kg", "l", "m", "m²" or "piece"."""

    price: Money
    unit: str


def unit_price(price: Money, amount: int | None, unit: str) -> UnitPrice | None:
    """The price per unit of a pack that holds `amount` of `unit` (a key of UNITS) and costs `price`.

    None when nothing is said of the contents, when it would repeat the price, and for packs below 10 g or 10 ml.
    Directive 98/6/EC, Articles 2 (b) and 3. In Germany PAngV (2022) § 4 and § 5 (1): always one kilogram, litre, metre
    or square metre; the former 100 g and 100 ml for packs up to 250 g or 250 ml ended on 28 May 2022 and remain for
    loose goods alone, § 5 (2). § 4 (1) waives what equals the price, § 4 (3) the smallest packs. No law asks for a
    price per piece; it helps to compare packs of tabs or bags.
    """
    if not amount or unit not in UNITS or amount < EXEMPT_BELOW.get(unit, 0):
        return None
    whole, name = UNITS[unit]
    if amount == whole:
        return None
    return UnitPrice(Money(round_half_up(Decimal(price.minor * whole) / amount)), name)
