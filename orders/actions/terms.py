"""Gathering what prices a basket besides its goods: who buys, what promotions run, and money put by. Reads only."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache

from accounts.models import CustomerGroup
from accounts.rules.emails import same_address
from core.money import ZERO, Money
from loyalty.actions.perks import perks_for
from loyalty.models import PointsAccount, PointsProgram, Purse
from loyalty.rules.perks import Perks
from loyalty.rules.points import Program
from orders.models import Basket, Coupon, Order, Promotion, PromotionAllowance
from orders.rules.pricing import Terms
from orders.rules.promotions import Buyer, Goods, Lane, Scope
from orders.rules.promotions import Promotion as Offered
from orders.rules.tenders import Purse as PurseValue
from orders.rules.tenders import TenderKind
from shop.models import Product

KEEP_SECONDS = 5
RUNNING = "orders:promotions"


def terms_for(
    *, customer: Any, basket: Basket | None, email: str = "", at: datetime, perks: Perks | None = None
) -> Terms:
    """What applies to this buyer with this basket. `email` makes a guest's limits and first order known; with `perks`
    it is as if they had those."""
    perks = perks_for(customer, at) if perks is None else perks
    promotions = [*_running(at, early=perks.early_minutes), *_with_codes(_coupons_of(basket), at)]
    buyer = _buyer(customer, email, perks.member, promotions)
    promotions = _within_limits(promotions, buyer_keys(customer, email))
    return Terms(buyer, perks, promotions, _purses(customer, basket))


def buyer_keys(customer: Any, email: str) -> list[str]:
    """Under which names the uses of a promotion are counted for a buyer: the account and the normalised address."""
    is_known = getattr(customer, "is_authenticated", False)
    address = email or (customer.email if is_known else "")
    keys = [f"user/{customer.pk}"] if is_known else []
    return [*keys, f"email/{same_address(address)}"] if address else keys


def credit_kept(*, customer: Any, basket: Basket | None) -> Money | None:
    """The store credit that a customer has but does not want to use for this basket."""
    if basket is None or basket.uses_credit or not getattr(customer, "is_authenticated", False):
        return None
    purse = Purse.objects.filter(owner=customer).usable().first()
    return purse.balance if purse else None


def offers_on(product: Product, at: datetime) -> list[Offered]:
    """Promotions that run by themselves and are for this product: what a product page tells everybody."""
    goods = Goods(
        product.pk, 1, frozenset(product.category.line), product.brand_id, is_reduced=product.was_price is not None
    )
    running = [promotion for promotion in _running(at) if not promotion.closed and not promotion.groups]
    return [promotion for promotion in running if promotion.lane == Lane.LINE and promotion.scope.holds(goods)]


def forget_promotions() -> None:
    """Promotions were changed or used up: the next quote reads them anew."""
    cache.delete(RUNNING)


def offered(row: Promotion, coupon: Coupon | None = None, closed: str = "") -> Offered:
    """A promotion's row as the plain value that pricing works with. It comes from `whole()`."""
    return Offered(
        id=row.pk,
        name=row.name,
        lane=row.lane,
        kind=row.kind,
        percent_hundredths=int((row.percent or 0) * 100),
        amount=row.amount or ZERO,
        group_size=row.group_size or 0,
        free_units=row.free_units or 0,
        spend_from=row.spend_from,
        units_from=row.units_from,
        scope=_scope(row),
        methods=row.named["methods"],
        priority=row.priority,
        exclusive=row.exclusive,
        combines_with=row.named["combines_with"],
        groups=row.named["groups"],
        members_only=row.members_only,
        first_order_only=row.first_order_only,
        max_uses_per_buyer=row.max_uses_per_buyer or 0,
        closed=closed or ("used_up" if row.max_uses is not None and row.used >= row.max_uses else ""),
        code=coupon.code if coupon else "",
        coupon_id=coupon.pk if coupon else None,
    )


def _running(at: datetime, *, early: int = 0) -> list[Offered]:
    """Automatic promotions, read once in KEEP_SECONDS; a use beyond a limit is refused at placing all the same.

    Those that begin within `early` minutes count as well, for members.
    """

    def read() -> list[tuple[datetime | None, datetime | None, Offered]]:
        rows = Promotion.objects.filter(is_active=True).without_code().whole()
        return [(row.starts_at, row.ends_at, offered(row)) for row in rows]

    rows = cache.get_or_set(RUNNING, read, KEEP_SECONDS) or []
    until = at + timedelta(minutes=early)
    running = [row for row in rows if (not row[0] or row[0] <= until) and (not row[1] or at < row[1])]
    return [replace(value, is_early=bool(starts and starts > at)) for starts, _ends, value in running]


def _coupons_of(basket: Basket | None) -> list[Coupon]:
    if basket is None or not basket.has_codes:
        return []
    return list(basket.coupons.order_by("pk"))


def _with_codes(coupons: list[Coupon], at: datetime) -> list[Offered]:
    """The codes' promotions; of two codes for the same one the older counts."""
    wanted = {coupon.promotion_id for coupon in coupons}
    rows = {row.pk: row for row in Promotion.objects.filter(pk__in=wanted).whole()} if coupons else {}
    first = {coupon.promotion_id: coupon for coupon in reversed(coupons)}
    return [offered(rows[pk], coupon, closed=_why_closed(rows[pk], coupon, at)) for pk, coupon in first.items()]


def _why_closed(row: Promotion, coupon: Coupon, at: datetime) -> str:
    if row.starts_at and at < row.starts_at:
        return "not_started"
    if not row.is_active or (row.ends_at and row.ends_at <= at):
        return "ended"
    return "used_up" if coupon.max_uses is not None and coupon.used >= coupon.max_uses else ""


def _scope(row: Promotion) -> Scope:
    return Scope(
        products=row.named["products"],
        categories=row.named["categories"],
        brands=row.named["brands"],
        without_products=row.named["without_products"],
        without_categories=row.named["without_categories"],
        without_reduced=row.without_reduced,
    )


def _buyer(customer: Any, email: str, is_member: bool, promotions: list[Offered]) -> Buyer:
    """Only what some promotion asks for is looked up."""
    asks_groups = any(promotion.groups for promotion in promotions)
    groups = CustomerGroup.objects.of(customer).values_list("pk", flat=True) if asks_groups else []
    asks_first = any(promotion.first_order_only for promotion in promotions)
    return Buyer(frozenset(groups), is_member, asks_first and _has_ordered(customer, email))


def _has_ordered(customer: Any, email: str) -> bool:
    placed = Order.objects.placed()
    if getattr(customer, "is_authenticated", False) and placed.filter(customer=customer).exists():
        return True
    return bool(email) and placed.filter(buyer_key=same_address(email)).exists()


def _within_limits(promotions: list[Offered], keys: list[str]) -> list[Offered]:
    """Closes those that this buyer has used as often as they may."""
    limited = [promotion for promotion in promotions if promotion.max_uses_per_buyer]
    if not limited or not keys:
        return promotions
    rows = PromotionAllowance.objects.filter(promotion__in=[promotion.id for promotion in limited], buyer__in=keys)
    used: dict[int, int] = {}
    for promotion_id, times in rows.values_list("promotion_id", "used"):
        used[promotion_id] = max(times, used.get(promotion_id, 0))
    return [
        replace(promotion, closed="used_by_buyer")
        if promotion.max_uses_per_buyer and used.get(promotion.id, 0) >= promotion.max_uses_per_buyer
        else promotion
        for promotion in promotions
    ]


def _purses(customer: Any, basket: Basket | None) -> list[PurseValue]:
    if basket is None:
        return []
    cards = list(basket.gift_cards.all()) if basket.has_codes else []
    is_known = getattr(customer, "is_authenticated", False)
    credit = list(Purse.objects.filter(owner=customer).usable()) if is_known and basket.uses_credit else []
    values = [
        PurseValue(purse.kind, purse.pk, ZERO if purse.is_frozen else purse.balance, str(purse.hint))
        for purse in [*cards, *credit]
    ]
    points = points_of(customer, PointsProgram.current()) if is_known and basket.points else None
    return [*values, replace(points, balance=_value(points, basket.points))] if points else values


def points_of(customer: Any, program: Program) -> PurseValue | None:
    """All of a customer's points as what they could pay; None without any, and for guests."""
    if not program.is_active or not getattr(customer, "is_authenticated", False):
        return None
    account = PointsAccount.objects.filter(customer=customer, available__gt=0).first()
    if account is None:
        return None
    return PurseValue(
        TenderKind.POINTS,
        account.pk,
        program.value_of(account.available),
        most_percent=program.max_share_percent,
        step=program.step,
        least=program.value_of(program.min_points),
    )


def _value(points: PurseValue, wanted: int) -> Money:
    return min(points.balance, PointsProgram.current().value_of(wanted))
