"""What money back is made of: one part for each component, so that the parts of a refund always make its total."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.money import ZERO, Money, round_half_up, total
from orders.rules.shares import Cost


class PartKind(TextChoices):
    GOODS = "goods", _("Goods")
    DELIVERY = "delivery", _("Delivery")
    LABEL = "label", _("Return label")
    FEE = "fee", _("Deduction")
    PRICE_DROP = "price_drop", _("Lower price")
    GOODWILL = "goodwill", _("Goodwill")


OF_LINES = (PartKind.GOODS, PartKind.PRICE_DROP, PartKind.GOODWILL)
"""What goes back of a line: it counts as refunded there, and never more than the line cost."""

DEDUCTIONS = (PartKind.LABEL, PartKind.FEE)
"""What is taken off, so that the buyer sees it."""


@dataclass(frozen=True)
class RefundPart:
    """So much goes back for one thing. `amount` is as the buyer paid it; `tax` is inside. Deductions are below zero.

    Raises ValueError for what no refund is made of: goods without their line, or an amount with the wrong sign.
    """

    kind: str
    amount: Money
    tax: Money = ZERO
    tax_hundredths: int = 0
    line_id: int | None = None
    units: int = 0

    def __post_init__(self) -> None:
        if (self.kind in OF_LINES) != (self.line_id is not None):
            raise ValueError(f"{self.kind} with line {self.line_id}")
        if (self.amount > ZERO) if self.kind in DEDUCTIONS else (self.amount < ZERO):
            raise ValueError(f"{self.kind} of {self.amount.minor}")
        if abs(self.tax.minor) > abs(self.amount.minor) or self.tax.minor * self.amount.minor < 0:
            raise ValueError(f"{self.tax.minor} of tax in {self.amount.minor}")


def line_part(
    cost: Cost,
    amount: Money,
    *,
    refunded: Money,
    line_id: int,
    tax_hundredths: int,
    units: int = 0,
    kind: str = PartKind.GOODS,
) -> RefundPart:
    """So much of a line's cost, of which `refunded` went back before, with its share of the line's tax."""
    tax = tax_inside(cost.tax, cost.without_delivery, refunded, amount)
    return RefundPart(kind, amount, tax, tax_hundredths, line_id, units)


def delivery_part(paid: Money, tax: Money, amount: Money, *, refunded: Money, tax_hundredths: int) -> RefundPart:
    """So much of the delivery that was `paid` with `tax` inside, of which `refunded` went back before."""
    return RefundPart(PartKind.DELIVERY, amount, tax_inside(tax, paid, refunded, amount), tax_hundredths)


def tax_inside(tax: Money, whole: Money, refunded: Money, amount: Money) -> Money:
    """The tax in `amount` of a `whole` that holds `tax`, after `refunded`: in whatever portions the whole goes back,
    all of its tax does."""
    return _tax_until(tax, whole, refunded + amount) - _tax_until(tax, whole, refunded)


def parts_total(parts: Iterable[RefundPart]) -> Money:
    """What goes back in all. Raises ValueError when more is deducted than there is."""
    amount = total(part.amount for part in parts)
    if amount < ZERO:
        raise ValueError(f"Deductions of {-amount.minor} beyond what goes back")
    return amount


def _tax_until(tax: Money, whole: Money, refunded: Money) -> Money:
    return Money(round_half_up(Decimal(tax.minor * refunded.minor) / whole.minor)) if whole else ZERO
