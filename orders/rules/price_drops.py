"""Giving the difference back when something that was bought got cheaper: how much, and until when."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.money import ZERO, Money
from orders.rules.shares import Cost, cost_of_units


class Mode(TextChoices):
    OFF = "off", _("Off")
    CLICK = "click", _("The customer asks with one click")
    AUTOMATIC = "automatic", _("By itself")


class CountedFrom(TextChoices):
    ORDER = "order", _("The order")
    DELIVERY = "delivery", _("The delivery")


@dataclass(frozen=True)
class Promise:
    """What the shop promises about lower prices: `days` from order or delivery, `most` for an order, nothing below
    `least` at a time."""

    mode: str = Mode.OFF
    days: int = 30
    counted_from: str = CountedFrom.ORDER
    most: Money = ZERO
    least: Money = ZERO

    def ends_at(self, *, placed_at: datetime, came_at: datetime | None) -> datetime | None:
        """None while nothing has come and the days begin with the delivery."""
        start = placed_at if self.counted_from == CountedFrom.ORDER else came_at
        return start + timedelta(days=self.days) if start else None


@dataclass(frozen=True)
class Bought:
    """A line as it was paid and as it is kept. `lowest` is the price down to which the difference was paid before.

    `in_money` is what is left of the money that was paid for it, without gift cards, credit and points.
    """

    cost: Cost
    quantity: int
    kept: int
    tax_hundredths: int
    in_money: Money
    lowest: Money | None = None


def difference(bought: Bought, price: Money) -> Money:
    """What the kept units would cost less at this price, as the buyer pays it; never more than is left in money."""
    if not 0 < bought.kept <= bought.quantity:
        return ZERO
    units = cost_of_units(bought.cost, bought.quantity, bought.quantity - bought.kept, bought.kept)
    paid = units.goods - units.discount
    if bought.lowest is not None:
        paid = min(paid, bought.lowest * bought.kept)
    cheaper = max(ZERO, paid - price * bought.kept)
    if not bought.cost.prices_include_tax:
        cheaper += cheaper.percent(Decimal(bought.tax_hundredths) / 100)
    return max(ZERO, min(cheaper, bought.in_money))


def to_pay(amount: Money, *, promise: Promise, paid_before: Money) -> Money:
    """The difference within what is promised for one order, and nothing where it is too little."""
    left = min(amount, promise.most - paid_before) if promise.most else amount
    return left if left >= max(promise.least, Money(1)) else ZERO
