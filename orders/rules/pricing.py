"""The one function that prices: basket page, checkout, API and the order all show what `quote` says."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.money import ZERO, Money, total
from loyalty.rules.perks import NO_PERKS, Perks
from orders.rules.delivery import Method, delivery_price
from orders.rules.taxes import STANDARD, TaxTable


@dataclass(frozen=True)
class Item:
    """What is asked about: so many of a variant at its price. Amounts in minor units, weight in grams."""

    variant_id: int
    quantity: int
    unit_price: Money
    list_price: Money
    tax_class: str = STANDARD
    weight_g: int = 0
    ships_to: tuple[str, ...] = ()


@dataclass(frozen=True)
class QuotedLine:
    """An item with what it comes to. `tax` is inside `amount` when the shop's prices include tax."""

    item: Item
    amount: Money
    tax: Money
    tax_hundredths: int
    can_be_sent: bool


@dataclass(frozen=True)
class QuotedDelivery:
    """The chosen method's price. `to_free` is how much more makes it free, None when nothing would or it is."""

    method: Method
    price: Money
    tax: Money
    tax_hundredths: int
    free_because: str
    to_free: Money | None


@dataclass(frozen=True)
class Quote:
    """Everything a shopper is shown and an order stores. total = goods + delivery (+ tax when prices exclude it)."""

    lines: tuple[QuotedLine, ...]
    delivery: QuotedDelivery | None
    prices_include_tax: bool

    @property
    def goods(self) -> Money:
        return total(line.amount for line in self.lines)

    @property
    def delivery_price(self) -> Money:
        return self.delivery.price if self.delivery else ZERO

    @property
    def tax(self) -> Money:
        on_delivery = self.delivery.tax if self.delivery else ZERO
        return total(line.tax for line in self.lines) + on_delivery

    @property
    def total(self) -> Money:
        before_tax = self.goods + self.delivery_price
        return before_tax if self.prices_include_tax else before_tax + self.tax

    @property
    def units(self) -> int:
        return sum(line.item.quantity for line in self.lines)

    @property
    def can_be_sent(self) -> bool:
        return all(line.can_be_sent for line in self.lines)


def quote(
    items: Sequence[Item], *, taxes: TaxTable, country: str, method: Method | None = None, perks: Perks = NO_PERKS
) -> Quote:
    """Price these items for a country, sent by `method` (None: not chosen yet, or it cannot take them)."""
    lines = tuple(_line(item, taxes, country) for item in items)
    return Quote(lines, _delivery(lines, taxes, method, perks) if method else None, taxes.inclusive)


def weight_of(items: Sequence[Item]) -> int:
    """Grams in all."""
    return sum(item.weight_g * item.quantity for item in items)


def _line(item: Item, taxes: TaxTable, country: str) -> QuotedLine:
    amount = item.unit_price * item.quantity
    can_be_sent = not item.ships_to or country in item.ships_to
    return QuotedLine(item, amount, taxes.tax(amount, item.tax_class), taxes.rate(item.tax_class), can_be_sent)


def _delivery(lines: Sequence[QuotedLine], taxes: TaxTable, method: Method, perks: Perks) -> QuotedDelivery | None:
    goods = total(line.amount for line in lines)
    found = delivery_price(method, weight_g=weight_of([line.item for line in lines]), value=goods, perks=perks)
    if found is None:
        return None
    missing = method.free_from - goods if method.free_from and found.price else None
    tax = taxes.tax(found.price, STANDARD)
    return QuotedDelivery(method, found.price, tax, taxes.rate(STANDARD), found.reason, missing)
