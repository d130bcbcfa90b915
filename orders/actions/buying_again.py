"""Putting what somebody bought into the basket once more, as far as it can be had."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Refused
from core.money import Money
from orders.actions.baskets import add_to_basket, most_units
from orders.models import Basket, Order, OrderLine, StockProblem
from orders.rules.buying_again import Outcome, Wanted, buy_again_outcome
from orders.rules.intervals import Rhythm, rhythm_of
from shop.actions.buyer_prices import buyer_prices
from shop.models import Product, Variant


class NothingToBuyAgain(Refused):
    code = "nothing_to_buy_again"
    message = _("There is nothing of this order that could go into a basket.")


@dataclass(frozen=True)
class BoughtAgain:
    """What became of one line; `price_now` is for one. `is_substitute`: it came in place of what had been ordered."""

    line: OrderLine
    outcome: Outcome
    price_now: Money
    is_substitute: bool


@transaction.atomic
def buy_again(*, order: Order, only: Collection[int] = (), basket: Basket, at: datetime) -> list[BoughtAgain]:
    """Put the lines of an order (`only` those ids) into the basket. What cannot be had is said, never refused.

    Raises NothingToBuyAgain for a gift card, or for lines that are not of the order.
    """
    basket = Basket.objects.lock(basket)
    lines = lines_to_buy(order)
    chosen = [line for line in lines if line.pk in only] if only else lines
    if order.is_gift_card or not chosen:
        raise NothingToBuyAgain
    prices = buyer_prices(variants=[line.variant for line in chosen], customer=basket.owner, at=at)
    there = dict(basket.lines.to_buy().values_list("variant", "quantity"))
    substituted = order.stock_problems.filter(state=StockProblem.State.SUBSTITUTED).values_list("line", flat=True)
    substitutes = set(substituted)
    done = []
    for line in chosen:
        price = prices[line.variant_id].price
        outcome = buy_again_outcome(_wanted(line, price, there.get(line.variant_id, 0)))
        if outcome.units:
            add_to_basket(basket=basket, variant=line.variant, quantity=outcome.units)
        done.append(BoughtAgain(line, outcome, price, line.pk in substitutes))
    return done


def lines_to_buy(order: Order) -> Sequence[OrderLine]:
    """What its buyer kept; of an order that came to nothing, what they wanted."""
    lines = list(order.lines.select_related("variant__product"))
    return [line for line in lines if line.units] or lines


def rhythms_of(*, customer: User, variants: Collection[int], today: date) -> dict[int, Rhythm]:
    """How often the customer buys each of these variants (by id), where there is a rhythm."""
    kept = OrderLine.objects.filter(order__customer=customer, variant__in=variants, order__is_gift_card=False)
    rows = kept.exclude(order__confirmed_at=None).filter(quantity__gt=F("canceled") + F("returned"))
    days: dict[int, list[date]] = {}
    for variant_id, placed_at in rows.order_by().values_list("variant", "order__placed_at"):
        days.setdefault(variant_id, []).append(timezone.localdate(placed_at))
    found = {variant_id: rhythm_of(bought_on, today=today) for variant_id, bought_on in days.items()}
    return {variant_id: rhythm for variant_id, rhythm in found.items() if rhythm}


def _wanted(line: OrderLine, price: Money, in_basket: int) -> Wanted:
    variant, product = line.variant, line.variant.product
    is_sold = variant.is_active and product.state == Product.State.PUBLISHED
    return Wanted(
        units=line.units or line.quantity,
        price_then=line.unit_price,
        price_now=price,
        has_product=is_sold or Variant.objects.buyable().filter(product=product).exists(),
        is_sold=is_sold,
        available=most_units(variant),
        in_basket=in_basket,
    )
