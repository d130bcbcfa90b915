"""Something that was bought got cheaper: what is due, and paying it back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Refused
from core.money import ZERO, Money, total
from core.retries import again_when_blocked
from loyalty.rules.perks import perks_from
from orders.actions.mails import mail_price_drop
from orders.actions.refunds import part_of_line, refund_order
from orders.models import Order, OrderLine, PriceDrop, PriceDropPromise, PriceDropWish
from orders.rules.price_drops import Bought, CountedFrom, Mode, Promise, difference, to_pay
from orders.rules.refunds import PartKind
from orders.rules.shares import in_money, kept_in_money
from shop.actions.buyer_prices import personal_lists, prices_on
from shop.models import Category, PriceListEntry, Variant

LONGEST_WAY = timedelta(days=60)
"""From order to delivery, for the search alone."""
PAID_STATES = (Order.State.CONFIRMED, Order.State.ON_HOLD, Order.State.COMPLETED)


class NotCheaper(Refused):
    code = "not_cheaper"
    message = _("The price has changed again, or the difference was paid back already.")


@dataclass(frozen=True)
class Due:
    """So much is due for a line, as its units cost `price` now."""

    line: OrderLine
    price: Money
    units: int
    amount: Money


@again_when_blocked
@transaction.atomic
def pay_price_drop(*, line: OrderLine, to_credit: bool, by: User | None, at: datetime) -> PriceDrop:
    """Pay the difference to what a line costs its buyer now: the way it was paid, or as store credit. A guest has none.

    Once for each price; when it falls further, the rest. Raises NotCheaper.
    """
    order = Order.objects.lock(line.order)
    due = next((due for due in due_for(order=order, at=at) if due.line.pk == line.pk), None)
    if due is None:
        raise NotCheaper
    note = refund_order(
        order=order,
        parts=[part_of_line(due.line, due.amount, units=due.units, kind=PartKind.PRICE_DROP)],
        reason="lower price",
        reference=f"price-drop/{line.pk}/{due.price.minor}",
        at=at,
        by=by,
        to_credit=to_credit and order.customer is not None,
    )
    drop = PriceDrop.objects.create(
        line=line, new_price=due.price, units=due.units, amount=due.amount, note=note, reference=note.reference
    )
    mail_price_drop(order, drop)
    return drop


@transaction.atomic
def choose_way(*, customer: User, to_credit: bool) -> None:
    """How the customer wants differences from now on."""
    PriceDropWish.objects.update_or_create(customer=customer, defaults={"to_credit": to_credit})


def wants_credit(customer: User | None) -> bool:
    return customer is not None and PriceDropWish.objects.filter(customer=customer, to_credit=True).exists()


def due_for(*, order: Order, at: datetime) -> list[Due]:
    """What of an order got cheaper for its buyer within the time that is promised. Prices as they are now."""
    promise = PriceDropPromise.current()
    if promise.mode == Mode.OFF or order.is_gift_card or order.is_imported or order.state not in PAID_STATES:
        return []
    until = ends_at(order, promise)
    if until and at >= until:
        return []
    lines = order.lines.select_related("order", "variant", "product").prefetch_related("tender_shares", "price_drops")
    found = [line for line in lines if line.units - line.returned > 0]
    prices = _prices(order, [line.variant for line in found], at) if found else {}
    excluded = _excluded(found) if any(_is_cheaper(line, prices[line.variant_id]) for line in found) else set()
    return list(_due([line for line in found if line.pk not in excluded], prices, promise, _paid(order)))


def ends_at(order: Order, promise: Promise) -> datetime | None:
    """Until when the promise holds for an order; None while its days have not begun."""
    came_at = order.came_at if promise.counted_from == CountedFrom.DELIVERY else None
    return promise.ends_at(placed_at=order.placed_at, came_at=came_at)


def lines_that_may_be_due(*, at: datetime) -> Iterator[OrderLine]:
    """Lines for which something may be due, where the shop pays by itself; whoever asks pays each by itself."""
    promise = PriceDropPromise.current()
    if promise.mode != Mode.AUTOMATIC:
        return
    since = at - timedelta(days=promise.days)
    if promise.counted_from == CountedFrom.DELIVERY:
        since -= LONGEST_WAY
    yield from cheaper_lines(since).select_related("order__customer").order_by("pk").iterator(chunk_size=500)


def cheaper_lines(since: datetime) -> QuerySet[OrderLine]:
    """Lines whose variant costs somebody less now than was asked for it, and less than was paid back for."""
    listed = PriceListEntry.objects.filter(variant=OuterRef("variant"), price__lt=OuterRef("unit_price"))
    paid = PriceDrop.objects.filter(line=OuterRef("pk"), new_price__lte=OuterRef("variant__price"))
    for_all = Q(variant__price__lt=F("unit_price")) & ~Exists(paid)
    lines = OrderLine.objects.filter(
        for_all | Exists(listed), order__placed_at__gte=since, order__state__in=PAID_STATES, order__imported_from=""
    )
    return lines.filter(canceled__lt=F("quantity") - F("returned"))


def _due(lines: Sequence[OrderLine], prices: dict[int, Money], promise: Promise, paid: Money) -> Iterator[Due]:
    for line in lines:
        price, kept = prices[line.variant_id], line.units - line.returned
        amount = to_pay(difference(_bought(line, kept), price), promise=promise, paid_before=paid)
        if amount:
            paid += amount
            yield Due(line, price, kept, amount)


def _bought(line: OrderLine, kept: int) -> Bought:
    gross = line.cost.without_delivery
    money = in_money(gross, line.cost.paid, total(share.amount for share in line.tender_shares.all()))
    left = kept_in_money(money, cost=gross, refunded=line.refunded, quantity=line.quantity, kept=kept)
    lowest = min((drop.new_price for drop in line.price_drops.all()), default=None)
    return Bought(line.cost, line.quantity, kept, line.tax_hundredths, left, lowest)


def _prices(order: Order, variants: Sequence[Variant], at: datetime) -> dict[int, Money]:
    """What each costs under the conditions of the order's day: its perks, and the buyer's groups.

    Prices of lists that are left out of the promise do not count.
    """
    left_out = set(
        PriceDropPromise.objects.filter(pk=1, price_lists__isnull=False).values_list("price_lists", flat=True)
    )
    lists = personal_lists(customer=order.customer, at=at, perks=perks_from(order.perks))
    found = prices_on(variants=variants, lists=[known for known in lists if known not in left_out])
    bases = {variant.pk: variant.base_price for variant in variants}
    return {pk: bases[pk] if row.price_list_id in left_out else row.price for pk, row in found.items()}


def _excluded(lines: Sequence[OrderLine]) -> set[int]:
    """Lines of products and categories that are left out of the promise."""
    row = PriceDropPromise.objects.prefetch_related("products", "categories").get(pk=1)
    products = {product.pk for product in row.products.all()}
    categories = {category.pk for category in row.categories.all()}
    places = Category.objects.in_bulk({line.product.category_id for line in lines})
    lines_of = {pk: set(category.line) for pk, category in places.items()}
    return {
        line.pk
        for line in lines
        if line.product_id in products or categories & lines_of.get(line.product.category_id, set())
    }


def _is_cheaper(line: OrderLine, price: Money) -> bool:
    return price < line.unit_price


def _paid(order: Order) -> Money:
    return PriceDrop.objects.filter(line__order=order).aggregate(sum=Sum("amount"))["sum"] or ZERO
