"""What a return brings its buyer, part by part and to the cent: the same before it is confirmed and when it is paid."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.money import ZERO, Money, total
from orders.rules.refunds import PartKind, RefundPart, delivery_part, line_part
from orders.rules.returns import BECAUSE, Because, Outcome, Policy, Reason
from orders.rules.shares import Cost


@dataclass(frozen=True)
class Portion:
    """Units of a line that come back. `settled` units of it were canceled or paid back before, `kept` others stay for
    `kept_back` of their money; `refunded` is all that went back for the line so far."""

    line_id: int
    cost: Cost
    tax_hundredths: int
    quantity: int
    settled: int
    units: int
    refunded: Money = ZERO
    kept: int = 0
    kept_back: Money = ZERO
    reason: str = Reason.CHANGED_MIND
    is_opened: bool = False

    @property
    def value(self) -> Money:
        """What goes back for these units, with tax: their part of what is left, so that all of them bring all of it.

        What went back for the whole line, as after a price drop, is shared by all; what flawed units brought that
        stayed is theirs alone, and units without a flaw come back first.
        """
        rest = self.quantity - self.settled
        left = self.cost.without_delivery - self.refunded
        kept = min(self.kept, rest)
        whole = self.cost.without_delivery.minor * max(kept, 1)
        flawed = max(0, whole - self.kept_back.minor * self.quantity)
        weights = [whole] * (rest - kept) + [flawed] * kept
        if not weights or left <= ZERO:
            return ZERO
        return total(left.share(weights)[: self.units])

    def part(self, kind: str, amount: Money) -> RefundPart:
        """So much of it as a part of a refund."""
        return line_part(
            self.cost,
            amount,
            refunded=self.refunded,
            line_id=self.line_id,
            tax_hundredths=self.tax_hundredths,
            units=self.units,
            kind=kind,
        )

    @property
    def because(self) -> Because:
        return BECAUSE[self.reason]


@dataclass(frozen=True)
class Delivery:
    """What was paid for delivery, `tax` inside, and what of it went back; `standard` is what the cheapest way cost."""

    paid: Money = ZERO
    tax: Money = ZERO
    refunded: Money = ZERO
    tax_hundredths: int = 0
    standard: Money | None = None

    @property
    def left(self) -> Money:
        return self.paid - self.refunded

    def part(self, amount: Money) -> RefundPart:
        return delivery_part(self.paid, self.tax, amount, refunded=self.refunded, tax_hundredths=self.tax_hundredths)


@dataclass(frozen=True)
class ReturnQuote:
    """What a return brings, part by part; `bonus` comes on top as store credit. `difference` is what an exchange costs
    more, or less when it is below zero."""

    parts: tuple[RefundPart, ...]
    bonus: Money = ZERO
    difference: Money = ZERO

    @property
    def amount(self) -> Money:
        return total(part.amount for part in self.parts)

    @property
    def total(self) -> Money:
        return self.amount + self.bonus

    @property
    def shown(self) -> Money:
        """The sum that its buyer agrees to."""
        return self.total - self.difference

    @property
    def back(self) -> Money:
        """What a cheaper exchange brings."""
        return max(ZERO, -self.difference)

    def of(self, kind: str) -> Money:
        return total(part.amount for part in self.parts if part.kind == kind)


def quote_return(
    portions: Sequence[Portion],
    *,
    outcome: str,
    policy: Policy,
    delivery: Delivery,
    is_whole: bool,
    label_fee: Money,
) -> ReturnQuote:
    """What goes back for these units. `is_whole`: nothing of the order stays with its buyer, so the standard delivery
    goes back (Directive 2011/83/EU, article 13); where something is the shop's fault all of it does.

    `label_fee` is what the way back costs the buyer. Deductions never take more than there is.
    """
    if outcome == Outcome.KEEP:
        return ReturnQuote(tuple(_kept(portion, policy.keep_percent) for portion in portions if portion.value))
    goods = [portion.part(PartKind.GOODS, portion.value) for portion in portions if portion.value]
    parts = [*goods, *_delivery_back(portions, delivery, is_whole)]
    if outcome == Outcome.EXCHANGE:
        return ReturnQuote(tuple(goods))
    parts += _deductions(portions, total(part.amount for part in parts), policy, label_fee, delivery.tax_hundredths)
    back = total(part.amount for part in parts)
    bonus = back.percent(Decimal(policy.credit_bonus_percent)) if outcome == Outcome.CREDIT else ZERO
    return ReturnQuote(tuple(parts), bonus)


def may_be_kept(portions: Sequence[Portion], policy: Policy) -> bool:
    """A flaw that can be lived with: part of the money, and the thing stays. Up to a value, as nobody looks at it."""
    worth = total(portion.value for portion in portions)
    return ZERO < worth <= policy.keep_up_to and all(portion.because.may_be_kept for portion in portions)


def _kept(portion: Portion, percent: int) -> RefundPart:
    return portion.part(PartKind.GOODWILL, min(portion.value, portion.value.percent(Decimal(percent))))


def _delivery_back(portions: Sequence[Portion], delivery: Delivery, is_whole: bool) -> list[RefundPart]:
    is_ours = any(portion.because.is_ours for portion in portions)
    due = delivery.left if is_ours or delivery.standard is None else min(delivery.left, delivery.standard)
    return [delivery.part(due)] if (is_ours or is_whole) and due else []


def _deductions(
    portions: Sequence[Portion], most: Money, policy: Policy, label_fee: Money, tax_hundredths: int
) -> list[RefundPart]:
    used = total(part.value for part in portions if part.is_opened and not part.because.is_ours)
    fee = min(most, used.percent(Decimal(policy.fee_percent)))
    label = min(most - fee, label_fee)
    taken = ((PartKind.FEE, fee), (PartKind.LABEL, label))
    return [
        RefundPart(kind, -amount, -amount.share([tax_hundredths, 10000])[0], tax_hundredths)
        for kind, amount in taken
        if amount
    ]


@dataclass(frozen=True)
class Swap:
    """`units` go out in place of as many that brought `value`, with `tax` inside. Prices are of one, as listed."""

    value: Money
    tax: Money
    units: int
    old_price: Money
    new_price: Money
    tax_hundredths: int
    prices_include_tax: bool
    is_free: bool = False


def swap_cost(swap: Swap) -> Cost:
    """What goes out instead costs what came back brought, and more by the difference of the prices of today and then;
    a cheaper one costs the same share of its price. So another at the same price costs nothing more, whatever was taken
    off before."""
    goods = swap.new_price * swap.units
    if swap.is_free:
        return Cost(goods=goods, discount=goods, prices_include_tax=swap.prices_include_tax)
    brought = swap.value if swap.prices_include_tax else swap.value - swap.tax
    old = swap.old_price * swap.units
    if goods >= old:
        to_pay = min(goods, brought + goods - old)
    else:  # so much of its price as was paid of the old one's
        to_pay = min(goods, Money(brought.minor * goods.minor // old.minor))
    return Cost(
        goods=goods,
        discount=goods - to_pay,
        tax=_swapped_tax(swap, brought, to_pay),
        prices_include_tax=swap.prices_include_tax,
    )


def _swapped_tax(swap: Swap, brought: Money, to_pay: Money) -> Money:
    """The tax that came with it, and that of the difference."""
    more = to_pay - brought
    if not more:
        return swap.tax
    inside = abs(more.minor) * swap.tax_hundredths
    whole = 10000 + swap.tax_hundredths if swap.prices_include_tax else 10000
    change = Money(inside // whole if more > ZERO else -(inside // whole))
    return min(to_pay, max(ZERO, swap.tax + change))
