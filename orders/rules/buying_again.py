"""What has changed since a thing was bought, and how many of it there are to buy again."""

from dataclasses import dataclass

from core.money import Money


@dataclass(frozen=True)
class Wanted:
    """A thing that was bought: so many, at that price, and how it stands today.

    `has_product` says that its product is still sold, perhaps in another form; `is_sold` that it is itself.
    `available` is how many may be in the basket at all, `in_basket` how many are.
    """

    units: int
    price_then: Money
    price_now: Money
    has_product: bool
    is_sold: bool
    available: int
    in_basket: int = 0


@dataclass(frozen=True)
class Outcome:
    """So many go into the basket. `why_not` says why fewer: "not_sold", "other_form", "sold_out", "fewer", "in_basket";
    `price` is "dearer" or "cheaper" where it is another one now."""

    units: int
    why_not: str = ""
    price: str = ""


def buy_again_outcome(wanted: Wanted) -> Outcome:
    if not wanted.is_sold:
        return Outcome(0, "other_form" if wanted.has_product else "not_sold")
    if wanted.available <= 0:
        return Outcome(0, "sold_out")
    free = wanted.available - wanted.in_basket
    if free <= 0:
        return Outcome(0, "in_basket")
    units = min(wanted.units, free)
    return Outcome(units, "fewer" if units < wanted.units else "", _price(wanted))


def _price(wanted: Wanted) -> str:
    if wanted.price_now == wanted.price_then:
        return ""
    return "dearer" if wanted.price_now > wanted.price_then else "cheaper"
