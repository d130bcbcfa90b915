"""What memberships do to orders: the snapshot of perks, the savings that follow what is kept, and what joining would
save on a basket or would have saved in the past."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from core.money import ZERO, Money, total
from loyalty.actions.perks import joinable_perks, perks_of_plan
from loyalty.actions.savings import follow_savings
from loyalty.models import Saving
from loyalty.rules.memberships import LAST_MONTHS
from loyalty.rules.perks import NO_PERKS, Perks
from orders.actions.pricing import Offer, items_of, methods_for, taxes_for
from orders.actions.terms import terms_for
from orders.models import Basket, BasketLine, Order, OrderLine
from orders.rules.pricing import Item, Terms, quote
from orders.rules.savings import Saved, kept_part, saved_between
from shop.models import PriceListEntry
from shop.models.price_lists import Audience


@dataclass(frozen=True)
class WouldSave:
    """What a plan would save: on delivery and on goods. `plan` is its name."""

    plan: str = ""
    delivery: Money = ZERO
    goods: Money = ZERO
    orders: int = 0

    @property
    def total(self) -> Money:
        return self.delivery + self.goods

    @property
    def makes_delivery_free(self) -> bool:
        return self.delivery > ZERO


def snapshot_of(offer: Offer, terms: Terms, *, lines: Sequence[OrderLine], place: dict[str, str], at: datetime) -> dict:
    """What is kept with an order of the buyer's perks: all of them, and what those of a membership saved on delivery
    and on each line."""
    if not terms.perks.member:
        return terms.perks.snapshot
    saved = _saved(offer, terms, place, at)
    by_line = {str(line.pk): amount.minor for line, amount in zip(lines, saved.lines, strict=True) if amount}
    sums = {"delivery": saved.delivery.minor, "goods": saved.goods.minor, "lines": by_line}
    return terms.perks.snapshot | {"saved": sums}


def follow_order_savings(*, order: Order, at: datetime) -> None:
    """The ledger of savings says of a locked order what is saved on what of it is kept: nothing once it is canceled."""
    sums = order.perks.get("saved")
    if not sums:
        return
    order = Order.objects.get(pk=order.pk)
    saved = _kept(order, sums) if order.confirmed_at and order.state != Order.State.CANCELED else {}
    follow_savings(membership_id=order.perks["membership_id"], reference=order.reference, saved=saved, at=at)


def would_save_now(
    *, basket: Basket, lines: Sequence[BasketLine], offer: Offer, customer: Any, place: dict[str, str], at: datetime
) -> WouldSave | None:
    """What joining would save on this basket with this delivery; None for members and when it is nothing."""
    best: WouldSave | None = None
    for perks in joinable_perks():
        found = _if_joined(basket, lines, offer, customer, perks, place, at)
        if found and (best is None or found.total > best.total):
            best = replace(found, plan=perks.plan)
    return best


def would_have_saved(*, customer: Any, plan_id: int, at: datetime) -> WouldSave:
    """What the plan would have saved on the customer's orders of the last twelve months.

    Delivery counts where today's method of that name is free for members; goods by the member prices of their day.
    """
    perks = perks_of_plan(plan_id)
    orders = list(_past_orders(customer, at))
    delivery = total(_free_delivery(order, perks) for order in orders)
    goods = _member_prices(orders) if perks.member_prices else ZERO
    return WouldSave(perks.plan, delivery, goods, len(orders))


def _saved(offer: Offer, terms: Terms, place: dict[str, str], at: datetime) -> Saved:
    items = [_plain(line.item) for line in offer.quote.lines]
    promotions = [promotion for promotion in terms.promotions if not promotion.is_early]
    plain = Terms(replace(terms.buyer, is_member=False), NO_PERKS, promotions, terms.purses)
    taxes = taxes_for(place["country"], place["region"], at)
    without = quote(items, taxes=taxes, country=place["country"], method=offer.method, terms=plain)
    return saved_between(without=without, with_perks=offer.quote)


def _plain(item: Item) -> Item:
    """At the price without a membership."""
    price = item.unit_price if item.without_membership is None else item.without_membership
    return replace(item, unit_price=price, is_reduced=item.is_reduced and price < item.list_price)


def _kept(order: Order, sums: dict) -> dict[str, Money]:
    lines, by_line = list(order.lines.all()), sums["lines"]
    kept = {line.pk: line.units - line.returned for line in lines}
    goods = total(
        kept_part(Money(by_line.get(str(line.pk), 0)), quantity=line.quantity, kept=kept[line.pk]) for line in lines
    )
    delivery = Money(sums["delivery"]) if any(kept.values()) else ZERO
    return {Saving.Kind.DELIVERY: delivery, Saving.Kind.GOODS: goods}


def _if_joined(
    basket: Basket,
    lines: Sequence[BasketLine],
    offer: Offer,
    customer: Any,
    perks: Perks,
    place: dict[str, str],
    at: datetime,
) -> WouldSave | None:
    items = items_of(lines, customer=customer, at=at, perks=perks)
    terms = terms_for(customer=customer, basket=basket, at=at, perks=perks)
    taxes = taxes_for(place["country"], place["region"], at)
    joined = quote(items, taxes=taxes, country=place["country"], method=offer.method, terms=terms)
    if len(joined.lines) != len(offer.quote.lines):
        return None
    saved = saved_between(without=offer.quote, with_perks=joined)
    return WouldSave(delivery=saved.delivery, goods=saved.goods) if saved.total else None


def _past_orders(customer: Any, at: datetime) -> QuerySet[Order]:
    placed = Order.objects.filter(customer=customer, confirmed_at__isnull=False, is_gift_card=False)
    recent = placed.filter(placed_at__gt=at - LAST_MONTHS).exclude(state=Order.State.CANCELED)
    return recent.select_related("address").prefetch_related("lines")


def _free_delivery(order: Order, perks: Perks) -> Money:
    country, value = order.address.country_code, order.goods - order.discount
    methods = [method for method in methods_for(country) if method.name == order.delivery_method]
    is_free = any(method.free_for_members for method in methods) and perks.delivers_free(
        method=order.delivery_method, country=country, value=value
    )
    return order.delivery_paid if is_free else ZERO


def _member_prices(orders: list[Order]) -> Money:
    bought = [(order, line) for order in orders for line in order.lines.all()]
    prices = _prices_for_members({line.variant_id for _order, line in bought})
    saved = ZERO
    for order, line in bought:
        running = [row for row in prices.get(line.variant_id, []) if row.price_list.is_running(order.placed_at)]
        lowest = min((row.price for row in running), default=line.unit_price)
        saved += _less(line.unit_price, lowest) * max(line.units - line.returned, 0)
    return saved


def _less(price: Money, other: Money) -> Money:
    return max(price - other, ZERO)


def _prices_for_members(variants: set[int]) -> dict[int, list[PriceListEntry]]:
    found: dict[int, list[PriceListEntry]] = {}
    rows = PriceListEntry.objects.filter(variant__in=variants, price_list__audience=Audience.MEMBERS)
    for row in rows.select_related("price_list"):
        found.setdefault(row.variant_id, []).append(row)
    return found
