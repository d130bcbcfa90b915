"""Points and orders: what an order earns, when it is the customer's, and what goes when money goes back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext

from core.money import ZERO, Money, total
from core.pages import forget_pages
from loyalty.actions.points import earn_points, keep_points, plan_confirmation
from loyalty.actions.points_ledger import Cause
from loyalty.models import PointsLot, PointsProgram
from loyalty.rules.perks import NO_PERKS, SINGLE, Perks, perks_from
from loyalty.rules.points import PLAIN, Earning, points_earned, points_kept
from orders.actions.pricing import home_taxes
from orders.actions.return_terms import end_of
from orders.actions.terms import points_of
from orders.models import EarningRule, Order, OrderLine
from orders.rules.pricing import Quote
from orders.rules.promotions import Goods, Scope
from orders.rules.returns import return_days
from orders.rules.shares import in_money, line_costs, tender_shares
from orders.rules.tenders import TenderKind, most_from
from shop.models import Product

KEEP_SECONDS = 5
RULES = "orders:earning-rules"


@dataclass(frozen=True)
class Campaign:
    """More points on some goods, as a plain value; `multiplier` in hundredths."""

    scope: Scope
    multiplier: int


def points_for_quote(quote: Quote, at: datetime, perks: Perks = NO_PERKS) -> int:
    """What an order of this would earn somebody who is signed in and has these perks."""
    program = PointsProgram.current()
    if not program.is_active or not quote.lines:
        return 0
    campaigns, paid = _campaigns(at), line_costs(quote)
    shares = tender_shares([tender.amount for tender in quote.tenders], paid)
    tendered = [total(parts) for parts in zip(*shares, strict=True)] if shares else [ZERO] * len(paid)
    lines = [
        Earning(in_money(line.without_tax, cost, by_tender), _best(campaigns, line.item.goods, perks))
        for line, cost, by_tender in zip(quote.lines, paid, tendered, strict=True)
    ]
    return sum(points_earned(program, lines))


def points_for_goods(*, product: Product, price: Money, at: datetime, perks: Perks = NO_PERKS) -> int:
    """What one unit at this price of the catalog would earn, bought by itself and paid in money."""
    program = PointsProgram.current()
    if not program.is_active:
        return 0
    category = frozenset(product.category.line)
    goods = Goods(product.pk, 1, category, product.brand_id, is_reduced=False)
    net = home_taxes(at).without_tax(price, product.tax_class)
    return sum(points_earned(program, [Earning(net, _best(_campaigns(at), goods, perks))]))


@dataclass(frozen=True)
class PointsOffer:
    """What points can do for a basket: `most` of those available may pay, `used` do, in steps of `step` points and
    not below `least`."""

    available: int
    most: int
    used: int
    step: int
    least: int
    earns: int


def points_offer(*, customer: object, quote: Quote, at: datetime, perks: Perks = NO_PERKS) -> PointsOffer | None:
    """For the slider at the basket and the checkout. None where the shop has no points, and for guests."""
    program = PointsProgram.current()
    if not program.is_active or not getattr(customer, "is_authenticated", False):
        return None
    purse = points_of(customer, program)
    paid = next((tender.amount for tender in quote.tenders if tender.purse.kind == TenderKind.POINTS), ZERO)
    others = quote.tendered - paid
    most = most_from(purse, quote.total, quote.total - others) if purse else ZERO
    most = most if purse and most >= purse.least else ZERO
    return PointsOffer(
        available=program.points_for(purse.balance) if purse else 0,
        most=program.points_for(most),
        used=program.points_for(paid),
        step=max(1, program.per_unit // 100),
        least=program.min_points,
        earns=points_for_quote(quote, at, perks),
    )


@transaction.atomic(savepoint=False)
def earn_by_order(*, order: Order, at: datetime) -> None:
    """A confirmed order earns points that are the customer's later, by what was paid in money without tax and delivery.

    Guests earn none, and neither do gift cards.
    """
    program = PointsProgram.current()
    if not program.is_active or order.customer is None or order.is_gift_card:
        return
    goods = order.lines.select_related("product__category").prefetch_related("tender_shares").order_by("pk")
    lines = [line for line in goods if line.units]
    earned = points_earned(program, _earnings(order, lines, at))
    with translation.override(order.language):
        for line, points in zip(lines, earned, strict=True):
            words = gettext("Order %(number)s: %(title)s") % {"number": order.number, "title": line.title}
            earn_points(customer=order.customer, points=points, cause=Cause(lot_of(line), at, words))
    _earn_first(order, at)
    follow_refund(order=order, reference="confirmed", at=at)


@transaction.atomic(savepoint=False)
def plan_points(*, order: Order, at: datetime) -> None:
    """All of the order was delivered: after the time for sending things back its points are the customer's."""
    if order.customer_id is None:
        return
    confirms_at = certain_from(order, at)
    lots = PointsLot.objects.filter(reference__startswith=f"{order.reference}/", state=PointsLot.State.PENDING)
    plan_confirmation(references=list(lots.values_list("reference", flat=True)), confirms_at=confirms_at)


def certain_from(order: Order, delivered_at: datetime) -> datetime:
    """From when nothing of an order comes back any more, as the program and its buyer's return window say."""
    days = timedelta(days=days_until_certain(perks_from(order.perks)))
    promised = [line.return_until for line in order.lines.all() if line.return_until]
    return end_of(max([timezone.localdate(delivered_at) + days, *promised]))


def days_until_certain(perks: Perks = NO_PERKS) -> int:
    """How many days after delivery points are the customer's: never before the time for sending back is over."""
    return max(PointsProgram.current().confirm_days, return_days(perks))


@transaction.atomic(savepoint=False)
def follow_refund(*, order: Order, reference: str, at: datetime) -> None:
    """Money went back: what its lines earned goes in the same proportion, by what was stored then.

    `reference` names the refund, once for each order.
    """
    if order.customer_id is None:
        return
    lots = {lot.reference: lot for lot in PointsLot.objects.filter(reference__startswith=f"{order.reference}/")}
    if not lots:
        return
    lines = list(OrderLine.objects.filter(order=order).select_related("order"))
    for line in lines:
        lot = lots.get(lot_of(line))
        if lot:
            kept = points_kept(lot.granted, line.cost.without_delivery, line.refunded)
            keep_points(reference=lot.reference, kept=kept, cause=_cause(order, f"{reference}/line/{line.pk}", at))
    if not any(line.units for line in lines):
        for name in lots.keys() - {lot_of(line) for line in lines}:
            keep_points(reference=name, kept=0, cause=_cause(order, f"{reference}/{name}", at))


def lot_of(line: OrderLine) -> str:
    """Under which name the points of a line are kept."""
    return f"order/{line.order.number}/line/{line.pk}"


def forget_rules() -> None:
    """After commit the next order reads the rules anew, and every page says what goods earn now."""
    transaction.on_commit(lambda: cache.delete(RULES))
    transaction.on_commit(forget_pages)


def _earnings(order: Order, lines: Sequence[OrderLine], at: datetime) -> list[Earning]:
    campaigns, perks = _campaigns(at), perks_from(order.perks)
    found = []
    for line in lines:
        category = frozenset(line.product.category.line)
        ware = Goods(line.product_id, line.units, category, line.product.brand_id, is_reduced=False)
        found.append(Earning(line.in_money, _best(campaigns, ware, perks)))
    return found


def _best(campaigns: Sequence[Campaign], goods: Goods, perks: Perks) -> int:
    """The best campaign, times what membership or tier give."""
    best = max((campaign.multiplier for campaign in campaigns if campaign.scope.holds(goods)), default=PLAIN)
    return best * perks.points_percent // SINGLE


def _earn_first(order: Order, at: datetime) -> None:
    rule = EarningRule.objects.running(at).filter(kind=EarningRule.Kind.FIRST_ORDER).order_by("-points").first()
    placed = Order.objects.placed().filter(customer=order.customer).exclude(pk=order.pk)
    if rule and order.customer and not placed.exists():
        cause = Cause(f"{order.reference}/rule/{rule.pk}", at, rule.name)
        earn_points(customer=order.customer, points=rule.points, cause=cause)


def _cause(order: Order, reference: str, at: datetime) -> Cause:
    return Cause(f"{order.reference}/{reference}"[:120], at, gettext("Order %s") % order.number)


def _campaigns(at: datetime) -> list[Campaign]:
    """Campaigns on goods, read once in KEEP_SECONDS."""

    def read() -> list[tuple[datetime | None, datetime | None, Campaign]]:
        rows = EarningRule.objects.filter(kind=EarningRule.Kind.GOODS, is_active=True)
        rows = rows.prefetch_related("products", "categories", "brands")
        return [(row.starts_at, row.ends_at, _campaign(row)) for row in rows]

    rows = cache.get_or_set(RULES, read, KEEP_SECONDS) or []
    return [value for starts, ends, value in rows if (not starts or starts <= at) and (not ends or at < ends)]


def _campaign(row: EarningRule) -> Campaign:
    scope = Scope(
        products=frozenset(product.pk for product in row.products.all()),
        categories=frozenset(category.pk for category in row.categories.all()),
        brands=frozenset(brand.pk for brand in row.brands.all()),
    )
    return Campaign(scope, int(row.times * Decimal(PLAIN)))
