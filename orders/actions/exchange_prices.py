"""What may be sent in exchange for what comes back, and at which price. Reads only."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Min

from core.money import Money
from orders.models import Order, OrderLine
from orders.rules.return_quotes import Swap
from orders.rules.returns import Wish
from shop.actions.buyer_prices import BuyerPrice, buyer_prices
from shop.models import StockRecord, Variant


def swap_of(line: OrderLine, units: int, *, value: Money, tax: Money, new_price: Money, is_free: bool = False) -> Swap:
    """Units of a line that bring so much, and go out again at that price."""
    lowest = line.price_drops.aggregate(price=Min("new_price"))["price"]
    return Swap(
        value=value,
        tax=tax,
        units=units,
        old_price=min(line.unit_price, lowest) if lowest is not None else line.unit_price,
        new_price=new_price,
        tax_hundredths=line.tax_hundredths,
        prices_include_tax=line.order.prices_include_tax,
        is_free=is_free,
    )


def exchange_prices(*, order: Order, wishes: Sequence[Wish], at: datetime) -> dict[int, Money]:
    """By line, what its buyer pays for one of what they want instead: the same thing never costs more than it did."""
    variants = Variant.objects.select_related("product").in_bulk([wish.instead for wish in wishes if wish.instead])
    prices = buyer_prices(variants=list(variants.values()), customer=order.customer, at=at)
    lines = order.lines.in_bulk()
    return {
        wish.line_id: _price_again(lines[wish.line_id], variants[wish.instead], prices)
        for wish in wishes
        if wish.instead
    }


def _price_again(line: OrderLine, variant: Variant, prices: Mapping[int, BuyerPrice]) -> Money:
    known = prices.get(variant.pk)
    today = known.price if known else variant.price
    if variant.pk != line.variant_id:
        return today
    lowest = line.price_drops.aggregate(price=Min("new_price"))["price"]
    return min(price for price in (line.unit_price, lowest) if price is not None)


def can_be_exchanged(order: Order, wishes: Sequence[Wish]) -> bool:
    """Each for a variant of its own product, and no two for the same."""
    instead = [wish.instead for wish in wishes if wish.instead]
    if len(set(instead)) < len(wishes):
        return False
    products = dict(order.lines.values_list("pk", "product"))
    own = dict(Variant.objects.buyable().filter(pk__in=instead).values_list("pk", "product"))
    return all(own.get(wish.instead) == products.get(wish.line_id) for wish in wishes if wish.instead)


def exchanges_for(lines: Sequence[OrderLine]) -> Mapping[int, list[Variant]]:
    """By line, the variants of the same product that are there now; the same one first, for a like-for-like swap."""
    variants = Variant.objects.buyable().filter(product__in={line.product_id for line in lines})
    found = list(variants.select_related("product").order_by("pk"))
    available = StockRecord.objects.filter(variant__in=found).available_by_variant()
    there = [variant for variant in found if available.get(variant.pk, 0) > 0]
    return {
        line.pk: sorted(
            (variant for variant in there if variant.product_id == line.product_id),
            key=lambda variant: variant.pk != line.variant_id,
        )
        for line in lines
    }
