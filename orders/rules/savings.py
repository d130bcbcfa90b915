"""What a membership saves on an order: the price with it against the price without, line by line, and what of it stays
when goods go back."""

from dataclasses import dataclass, field

from core.money import ZERO, Money, total
from orders.rules.pricing import Quote


@dataclass(frozen=True)
class Saved:
    """On delivery, and on each of the quote's lines in their order."""

    delivery: Money = ZERO
    lines: tuple[Money, ...] = field(default=())

    @property
    def goods(self) -> Money:
        return total(self.lines)

    @property
    def total(self) -> Money:
        return self.delivery + self.goods


def saved_between(*, without: Quote, with_perks: Quote) -> Saved:
    """How much dearer the same goods are without a membership. The parts never sum to more than the whole."""
    delivery = _at_least_nothing(_delivery_of(without) - _delivery_of(with_perks))
    pairs = zip(without.lines, with_perks.lines, strict=True)
    lines = tuple(_at_least_nothing(other.with_tax - mine.with_tax) for other, mine in pairs)
    whole, parts = _at_least_nothing(without.total - with_perks.total), [delivery, *lines]
    if total(parts) > whole:  # an offer that only others have makes some line dearer for a member
        parts = whole.share([part.minor for part in parts])
    return Saved(parts[0], tuple(parts[1:]))


def kept_part(saved: Money, *, quantity: int, kept: int) -> Money:
    """What stays of a line's saving while so many of its units are kept."""
    return total(saved.share([1] * quantity)[:kept]) if kept > 0 else ZERO


def _delivery_of(quote: Quote) -> Money:
    if quote.delivery is None:
        return ZERO
    price = quote.delivery.price
    return price if quote.prices_include_tax else price + quote.delivery.tax


def _at_least_nothing(amount: Money) -> Money:
    return max(amount, ZERO)
