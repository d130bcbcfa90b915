"""Random baskets of any currency, market and set of promotions, and what must hold of every quote of one."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby, pairwise
from random import Random

from core.money import ZERO, Money, round_half_up, total
from loyalty.rules.perks import Perks
from orders.rules.delivery import Method, Rate
from orders.rules.pricing import Item, Quote, QuotedLine, Terms, quote
from orders.rules.promotions import KINDS_OF_LANE, Buyer, Promotion, Scope
from orders.rules.shares import Cost, cost_of_units, delivery_shares, tender_shares
from orders.rules.taxes import STANDARD, TaxTable
from orders.rules.tenders import Purse, TenderKind

DECIMALS = (0, 2, 3)
"""Of yen, euros and dinars: what is 5 in one is 500 or 5,000 minor units in another."""

CLASSES = (STANDARD, "reduced", "zero")
QUANTITIES = (*[1] * 15, *[2] * 6, *[3] * 4, 5, 7, 12, 99)
RATES = (0, 550, 700, 810, 1000, 1900, 2000, 2100, 2500, 2700)
MARKETS = [(inclusive, by_rate) for inclusive in (True, False) for by_rate in (True, False)]


@dataclass(frozen=True)
class Basket:
    """All that a quote is made of."""

    items: tuple[Item, ...]
    taxes: TaxTable
    method: Method | None
    terms: Terms

    def quoted(self) -> Quote:
        return quote(self.items, taxes=self.taxes, country="DE", method=self.method, terms=self.terms)


def random_basket(random: Random) -> Basket:
    """A basket as shoppers fill them, only more often odd: huge, nearly free, or with promotions upon promotions."""
    unit = 10 ** random.choice(DECIMALS)
    items = tuple(_item(random, number, unit) for number in range(1, random.choice((1, 1, 2, 3, 4, 6, 9)) + 1))
    inclusive, by_rate = random.choice(MARKETS)
    taxes = TaxTable({name: random.choice(RATES) for name in CLASSES}, inclusive, by_rate)
    promotions = tuple(_promotion(random, number, unit) for number in range(1, random.choice((0, 1, 1, 2, 3, 4)) + 1))
    purses = tuple(_purse(random, number, unit) for number in range(1, random.choice((0, 0, 1, 2, 3)) + 1))
    buyer = Buyer(is_member=random.random() < 0.3, has_ordered=random.random() < 0.5)
    perks = Perks(free_delivery=buyer.is_member, member=buyer.is_member)
    return Basket(items, taxes, _method(random, unit), Terms(buyer, perks, promotions, purses))


def faults_of(basket: Basket, random: Random) -> list[str]:
    """What does not add up in its quote, its shares and a refund in random portions; nothing when all is well."""
    priced = basket.quoted()
    checks = (_line_faults, _tax_faults, _total_faults, _tender_faults)
    found = [fault for check in checks for fault in check(basket, priced)]
    return found or list(_share_faults(priced, random))


def _amount(random: Random, unit: int, most: int) -> Money:
    """Any number of minor units, often a usual price such as 12.99."""
    whole = int(most ** random.random())
    return Money(random.choice((whole * unit, whole * unit - (unit > 1), random.randint(0, whole * unit))))


def _item(random: Random, number: int, unit: int) -> Item:
    price = _amount(random, unit, 5_000)
    return Item(
        variant_id=number,
        quantity=random.choice(QUANTITIES),
        unit_price=price,
        list_price=price + _amount(random, unit, 20),
        tax_class=random.choice(CLASSES),
        weight_g=random.randint(0, 400),
        product_id=number,
        categories=frozenset({random.randint(1, 3)}),
        is_reduced=random.random() < 0.2,
    )


def _promotion(random: Random, number: int, unit: int) -> Promotion:
    lane = random.choice(list(KINDS_OF_LANE))
    size = random.randint(2, 5)
    return Promotion(
        id=number,
        name=f"Promotion {number}",
        lane=lane,
        kind=random.choice(KINDS_OF_LANE[lane]),
        percent_hundredths=random.randint(1, 10_000),
        amount=_amount(random, unit, 200),
        group_size=size,
        free_units=random.randint(1, size - 1),
        spend_from=random.choice((ZERO, Money(1), _amount(random, unit, 300))),
        units_from=random.choice((0, 0, 3)),
        scope=Scope(
            categories=frozenset({random.randint(1, 3)}) if random.random() < 0.4 else frozenset(),
            without_reduced=random.random() < 0.2,
        ),
        priority=random.randint(0, 1),
        exclusive=random.random() < 0.1,
        combines_with=frozenset(range(1, 5)) if random.random() < 0.4 else frozenset(),
        members_only=random.random() < 0.1,
        first_order_only=random.random() < 0.1,
        coupon_id=number,
    )


def _purse(random: Random, number: int, unit: int) -> Purse:
    return Purse(random.choice((TenderKind.GIFT_CARD, TenderKind.STORE_CREDIT)), number, _amount(random, unit, 2_000))


def _method(random: Random, unit: int) -> Method | None:
    if random.random() < 0.1:
        return None
    free_from = _amount(random, unit, 200) if random.random() < 0.5 else None
    rates = (Rate(_amount(random, unit, 20), up_to_weight_g=2_000), Rate(_amount(random, unit, 60)))
    return Method(1, "Standard", rates, 1, 2, free_from=free_from, free_for_members=random.random() < 0.5)


def _line_faults(basket: Basket, priced: Quote) -> Iterator[str]:
    for place, (item, line) in enumerate(zip(basket.items, priced.lines, strict=True)):
        if line.amount.minor != item.unit_price.minor * item.quantity:
            yield f"line {place} is not its price times its quantity"
        if not ZERO <= line.discount <= line.amount or line.tax < ZERO:
            yield f"line {place} has a component below zero or a discount above its amount"
        if line.discount != total(saving.goods[place] for saving in priced.savings):
            yield f"the discount of line {place} is not what the promotions took off it"
    delivery_saved = priced.delivery.discount if priced.delivery else ZERO
    if delivery_saved != total(saving.delivery for saving in priced.savings):
        yield "the discount on delivery is not what the promotions took off it"


def _tax_faults(basket: Basket, priced: Quote) -> Iterator[str]:
    """Reckoned anew with fractions: rounded once for each line, or once for each rate."""
    taxed = [(line.tax_hundredths, line.to_pay, line.tax) for line in priced.lines]
    if priced.delivery:
        taxed.append((priced.delivery.tax_hundredths, priced.delivery.price, priced.delivery.tax))
    if basket.taxes.by_rate:
        groups = groupby(sorted(taxed, key=lambda row: row[0]), key=lambda row: row[0])
        together = [(rate, list(rows)) for rate, rows in groups]
        taxed = [(rate, total(row[1] for row in rows), total(row[2] for row in rows)) for rate, rows in together]
    for rate, amount, tax in taxed:
        base = 10_000 + rate if basket.taxes.inclusive else 10_000
        if tax.minor != round_half_up(Decimal(amount.minor) * rate / base):
            yield f"{tax.minor} is not the tax of {amount.minor} at {rate}"


def _total_faults(basket: Basket, priced: Quote) -> Iterator[str]:
    delivery = priced.delivery.price if priced.delivery else ZERO
    parts = total(line.amount for line in priced.lines) - total(line.discount for line in priced.lines) + delivery
    taxes = total(line.tax for line in priced.lines) + (priced.delivery.tax if priced.delivery else ZERO)
    if priced.total != (parts if basket.taxes.inclusive else parts + taxes):
        yield "the total is not lines less discounts plus delivery and tax"
    if min(priced.total, priced.tax, delivery, priced.due) < ZERO:
        yield "a component is below zero"


def _tender_faults(basket: Basket, priced: Quote) -> Iterator[str]:
    if any(not ZERO < tender.amount <= tender.purse.balance for tender in priced.tenders):
        yield "a purse pays nothing, or more than it holds"
    if priced.due + total(tender.amount for tender in priced.tenders) != priced.total:
        yield "what is due and the tenders are not the total"
    if priced.due and total(purse.balance for purse in basket.terms.purses) > priced.tendered:
        yield "something is due though a purse is not empty"


def _share_faults(priced: Quote, random: Random) -> Iterator[str]:
    """As an order stores them: each line's cost with its delivery, what tenders paid of it, and refunds unit by unit."""
    costs = _costs(priced)
    if total(cost.paid for cost in costs) != priced.total:
        yield "the lines with their shares of delivery are not the total"
    shares = tender_shares([tender.amount for tender in priced.tenders], [cost.paid for cost in costs])
    for tender, parts in zip(priced.tenders, shares, strict=True):
        if total(parts) != tender.amount or min(parts) < ZERO:
            yield "the shares of a tender are not the tender"
    for place, cost in enumerate(costs):
        if total(parts[place] for parts in shares) > cost.paid:
            yield f"the tenders pay more of line {place} than it costs"
    refunded = [_refunded(line, cost, random) for line, cost in zip(priced.lines, costs, strict=True)]
    if refunded != [cost.paid for cost in costs]:
        yield "a refund in portions is not what was paid"


def _costs(priced: Quote) -> list[Cost]:
    paid = [line.to_pay for line in priced.lines]
    delivery = delivery_shares(priced.delivery_price, paid)
    delivery_tax = delivery_shares(priced.delivery.tax if priced.delivery else ZERO, paid)
    return [
        Cost(line.amount, line.discount, line.tax, *shares, prices_include_tax=priced.prices_include_tax)
        for line, *shares in zip(priced.lines, delivery, delivery_tax, strict=True)
    ]


def _refunded(line: QuotedLine, cost: Cost, random: Random) -> Money:
    """All units sent back in one to three random portions."""
    quantity = line.item.quantity
    cuts = sorted({0, quantity, *(random.randint(0, quantity) for _cut in range(2))})
    return total(cost_of_units(cost, quantity, start, end - start).paid for start, end in pairwise(cuts))
