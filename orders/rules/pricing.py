"""The one function that prices: basket page, checkout, API and the order all show what `quote` says."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256

from core.money import ZERO, Money, total
from loyalty.rules.perks import NO_PERKS, Perks
from orders.rules.delivery import DeliveryPrice, Method, delivery_price
from orders.rules.ladder import Climb, Field, climb
from orders.rules.promotions import NOBODY, Buyer, Goods, Promotion, Refusal, Saving
from orders.rules.taxes import STANDARD, TaxTable
from orders.rules.tenders import NO_PURSES, Purse, Tender, tenders_for


@dataclass(frozen=True)
class Item:
    """What is asked about: so many of a variant at its price. Amounts in minor units, weight in grams.

    `list_price` is what it costs without any price list; `price_list` names the list that made it cheaper;
    `without_membership` is what this buyer would pay without theirs, None for the same. `expected_on` is the day by
    which all units are here, when they are not in stock.
    """

    variant_id: int
    quantity: int
    unit_price: Money
    list_price: Money
    tax_class: str = STANDARD
    weight_g: int = 0
    ships_to: tuple[str, ...] = ()
    product_id: int = 0
    categories: frozenset[int] = frozenset()
    brand_id: int | None = None
    is_reduced: bool = False
    price_list: str = ""
    expected_on: date | None = None
    without_membership: Money | None = None

    @property
    def goods(self) -> Goods:
        """What promotions know of it."""
        return Goods(self.product_id, self.quantity, self.categories, self.brand_id, self.is_reduced)


@dataclass(frozen=True)
class QuotedLine:
    """An item with what it comes to: `amount` is price times quantity, `discount` what promotions take off of it.

    `tax` is inside `to_pay` when the shop's prices include tax, else on top.
    """

    item: Item
    amount: Money
    discount: Money
    tax: Money
    tax_hundredths: int
    can_be_sent: bool
    savings: tuple[tuple[Promotion, Money], ...] = ()

    prices_include_tax: bool = True

    @property
    def to_pay(self) -> Money:
        return self.amount - self.discount

    @property
    def without_tax(self) -> Money:
        """What businesses read first."""
        return self.to_pay - self.tax if self.prices_include_tax else self.to_pay

    @property
    def with_tax(self) -> Money:
        return self.without_tax + self.tax

    @property
    def unit_without_tax(self) -> Money:
        """One unit before promotions."""
        table = TaxTable({self.item.tax_class: self.tax_hundredths}, self.prices_include_tax)
        return table.without_tax(self.item.unit_price, self.item.tax_class)


@dataclass(frozen=True)
class QuotedDelivery:
    """The chosen method: `list_price` before promotions, `price` after. `to_free` is how much more of goods makes it
    free, None when nothing would or it is; `free_because` is "threshold", "member", "promotion" or ""."""

    method: Method
    list_price: Money
    price: Money
    tax: Money
    tax_hundredths: int
    free_because: str
    to_free: Money | None

    @property
    def discount(self) -> Money:
        return self.list_price - self.price


@dataclass(frozen=True)
class Quote:
    """Everything a shopper is shown and an order stores.

    total = goods - discount + delivery (+ tax when prices exclude it); due = total - tenders.
    """

    lines: tuple[QuotedLine, ...]
    delivery: QuotedDelivery | None
    prices_include_tax: bool
    savings: tuple[Saving, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    tenders: tuple[Tender, ...] = ()
    purses: tuple[Purse, ...] = ()

    @property
    def goods(self) -> Money:
        """The lines before promotions."""
        return total(line.amount for line in self.lines)

    @property
    def discount(self) -> Money:
        """What promotions take off the goods; off delivery is `delivery.discount`."""
        return total(line.discount for line in self.lines)

    @property
    def delivery_price(self) -> Money:
        return self.delivery.price if self.delivery else ZERO

    @property
    def tax(self) -> Money:
        on_delivery = self.delivery.tax if self.delivery else ZERO
        return total(line.tax for line in self.lines) + on_delivery

    @property
    def total(self) -> Money:
        before_tax = self.goods - self.discount + self.delivery_price
        return before_tax if self.prices_include_tax else before_tax + self.tax

    @property
    def without_tax(self) -> Money:
        return self.total - self.tax

    @property
    def tendered(self) -> Money:
        """What gift cards and store credit pay."""
        return total(tender.amount for tender in self.tenders)

    @property
    def due(self) -> Money:
        """What is left for the payment provider."""
        return self.total - self.tendered

    @property
    def units(self) -> int:
        return sum(line.item.quantity for line in self.lines)

    @property
    def can_be_sent(self) -> bool:
        return all(line.can_be_sent for line in self.lines)

    @property
    def ready_on(self) -> date | None:
        """The day by which everything is here; None when everything is."""
        return max((line.item.expected_on for line in self.lines if line.item.expected_on), default=None)

    @property
    def fingerprint(self) -> str:
        """A digest of every amount shown: another one means that the shopper has not seen this price."""
        return sha256(repr(self._shown()).encode()).hexdigest()[:32]

    def _shown(self) -> list[object]:
        lines = [
            (line.item.variant_id, line.item.quantity, line.amount.minor, line.discount.minor) for line in self.lines
        ]
        savings = [(saving.promotion.id, saving.amount.minor) for saving in self.savings]
        tenders = [(tender.purse.kind, tender.purse.id, tender.amount.minor) for tender in self.tenders]
        method = self.delivery.method.id if self.delivery else 0
        days = [str(line.item.expected_on) for line in self.lines if line.item.expected_on]
        return [lines, savings, tenders, method, days, self.delivery_price.minor, self.tax.minor, self.total.minor]


@dataclass(frozen=True)
class Terms:
    """What prices beside the goods themselves: the buyer, running promotions and entered codes, and money put by."""

    buyer: Buyer = NOBODY
    perks: Perks = NO_PERKS
    promotions: Sequence[Promotion] = ()
    purses: Sequence[Purse] = field(default=NO_PURSES)


PLAIN = Terms()


def quote(
    items: Sequence[Item], *, taxes: TaxTable, country: str, method: Method | None = None, terms: Terms = PLAIN
) -> Quote:
    """Price these items for a country, sent by `method` (None: not chosen yet, or it cannot take them).

    The ladder: list price, price list (both in `Item`), promotions lane by lane, tax, then tenders.
    """
    rates = _Rates(items, method, terms.perks, country)
    goods = tuple(item.goods for item in items)
    amounts = tuple(item.unit_price * item.quantity for item in items)
    field_ = Field(goods, amounts, terms.buyer, method.id if method else None, rates.price)
    way = climb(field_, terms.promotions)
    *line_taxes, delivery_tax = _taxes(items, way, taxes)
    lines = tuple(_line(item, place, way, taxes, country, line_taxes[place]) for place, item in enumerate(items))
    delivery = _delivery(method, rates, way, taxes, delivery_tax) if method else None
    priced = Quote(lines, delivery, taxes.inclusive, way.savings, way.refusals)
    return replace(priced, tenders=tenders_for(priced.total, terms.purses), purses=tuple(terms.purses))


def weight_of(items: Sequence[Item]) -> int:
    """Grams in all."""
    return sum(item.weight_g * item.quantity for item in items)


class _Rates:
    """What a method costs for goods of a value."""

    def __init__(self, items: Sequence[Item], method: Method | None, perks: Perks, country: str) -> None:
        self.weight_g, self.method, self.perks, self.country = weight_of(items), method, perks, country

    def find(self, value: Money) -> DeliveryPrice | None:
        if self.method is None:
            return None
        return delivery_price(self.method, weight_g=self.weight_g, value=value, perks=self.perks, country=self.country)

    def price(self, value: Money) -> Money | None:
        found = self.find(value)
        return found.price if found else None


def _taxes(items: Sequence[Item], way: Climb, taxes: TaxTable) -> list[Money]:
    """Of each line and, last, of delivery."""
    goods = [(left, item.tax_class) for left, item in zip(way.remains.goods, items, strict=True)]
    return taxes.taxes([*goods, (way.remains.delivery or ZERO, STANDARD)])


def _line(item: Item, place: int, way: Climb, taxes: TaxTable, country: str, tax: Money) -> QuotedLine:
    amount = item.unit_price * item.quantity
    left = way.remains.goods[place]
    savings = tuple((saving.promotion, saving.goods[place]) for saving in way.savings if saving.goods[place])
    rate = taxes.rate(item.tax_class)
    can_be_sent = not item.ships_to or country in item.ships_to
    return QuotedLine(item, amount, amount - left, tax, rate, can_be_sent, savings, taxes.inclusive)


def _delivery(method: Method, rates: _Rates, way: Climb, taxes: TaxTable, tax: Money) -> QuotedDelivery | None:
    price = way.remains.delivery
    if way.delivery is None or price is None:
        return None
    value = _value_before_coupons(way)
    found = rates.find(value)
    reason = "promotion" if way.delivery and not price else found.reason if found else ""
    missing = method.free_from - value if method.free_from and price and method.free_from > value else None
    return QuotedDelivery(method, way.delivery, price, tax, taxes.rate(STANDARD), reason, missing)


def _value_before_coupons(way: Climb) -> Money:
    """Of the goods, as delivery was priced by it: a code does not take free delivery away again."""
    off = total(total(saving.goods) for saving in way.savings if saving.promotion.lane == "coupon")
    return total(way.remains.goods) + off
