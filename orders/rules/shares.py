"""Every line's share of all that an order costs and of all that paid for it, so that a later refund is arithmetic.

Shares are made by largest remainder, line by line and then unit by unit, so any way of splitting a refund adds up.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields

from core.money import ZERO, Money, total
from orders.rules.pricing import Quote


@dataclass(frozen=True)
class Cost:
    """What some units of a line cost, part by part. `goods` is before `discount`; taxes are inside when
    `prices_include_tax`, else on top."""

    goods: Money = ZERO
    discount: Money = ZERO
    tax: Money = ZERO
    delivery: Money = ZERO
    delivery_tax: Money = ZERO
    prices_include_tax: bool = True

    @property
    def paid(self) -> Money:
        """Everything together, as the buyer paid it."""
        before_tax = self.goods - self.discount + self.delivery
        return before_tax if self.prices_include_tax else before_tax + self.tax + self.delivery_tax

    @property
    def without_delivery(self) -> Money:
        before_tax = self.goods - self.discount
        return before_tax if self.prices_include_tax else before_tax + self.tax


def delivery_shares(delivery: Money, line_amounts: Sequence[Money]) -> list[Money]:
    """Delivery spread over the lines by what is paid for them."""
    return delivery.share([amount.minor for amount in line_amounts]) if line_amounts else []


def line_costs(quote: Quote) -> list[Money]:
    """What each line of a quote costs with its shares of delivery, as the order will store it."""
    paid = [line.to_pay for line in quote.lines]
    delivery, tax = (quote.delivery.price, quote.delivery.tax) if quote.delivery else (ZERO, ZERO)
    shares = zip(quote.lines, delivery_shares(delivery, paid), delivery_shares(tax, paid), strict=True)
    return [
        Cost(line.amount, line.discount, line.tax, share, tax_share, quote.prices_include_tax).paid
        for line, share, tax_share in shares
    ]


def tender_shares(amounts: Sequence[Money], line_costs: Sequence[Money]) -> list[list[Money]]:
    """For each tender its share of each line. Lines and tenders both add up, and no line is paid beyond its cost.

    The tenders together may not be more than the lines: raises ValueError.
    """
    left, shares = list(line_costs), []
    for amount in amounts:
        if amount.minor > sum(cost.minor for cost in left):
            raise ValueError("The tenders are more than the lines cost")
        parts = amount.share([cost.minor for cost in left]) if left and amount else [ZERO] * len(left)
        left = [cost - part for cost, part in zip(left, parts, strict=True)]
        shares.append(parts)
    return shares


def in_money(net: Money, paid: Money, tendered: Money) -> Money:
    """The part of a line's net goods that was not paid by a tender; `paid` is all that the line cost."""
    return Money(net.minor * (paid - tendered).minor // paid.minor) if paid.minor > 0 else ZERO


def kept_in_money(amount: Money, *, cost: Money, refunded: Money, quantity: int, kept: int) -> Money:
    """What stays of the money that a line's goods were paid with, after so much of their cost went back and while so
    many of the units are kept: the smaller of both, so that neither a refund nor a return counts twice."""
    by_money = amount.share([max(0, (cost - refunded).minor), refunded.minor])[0]
    by_units = total(amount.share([1] * quantity)[: max(0, kept)])
    return min(by_money, by_units)


def cost_of_units(line: Cost, quantity: int, first: int, units: int) -> Cost:
    """The part of a line's cost that belongs to `units` of its `quantity`, after `first` that were dealt with before.

    All units of a line, in whatever portions, give the line's cost back exactly. Raises ValueError beyond the line.
    """
    if first < 0 or units < 0 or first + units > quantity:
        raise ValueError(f"Units {first} to {first + units} of {quantity}")
    parts = {
        part.name: _slice(getattr(line, part.name), quantity, first, units)
        for part in fields(Cost)
        if part.name != "prices_include_tax"
    }
    return Cost(**parts, prices_include_tax=line.prices_include_tax)


def _slice(amount: Money, quantity: int, first: int, units: int) -> Money:
    shares = amount.share([1] * quantity)[first : first + units]
    return Money(sum(share.minor for share in shares))
