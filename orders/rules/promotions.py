"""Promotions as plain values: who may have one, which goods it is for, and what it takes off."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.money import ZERO, Money, total


class Lane(TextChoices):
    """Where on the ladder a promotion stands; a lane takes off what the lanes before it left."""

    DEAL = "deal", _("Lightning deal")
    LINE = "line", _("Items")
    ORDER = "order", _("Whole order")
    DELIVERY = "delivery", _("Delivery")
    COUPON = "coupon", _("Coupon code")


LADDER = (Lane.DEAL, Lane.LINE, Lane.ORDER, Lane.DELIVERY, Lane.COUPON)


class Kind(TextChoices):
    PERCENT = "percent", _("Percent off")
    AMOUNT = "amount", _("Amount off (each item; once for an order or a code)")
    FIXED_PRICE = "fixed_price", _("Fixed price for each item")
    CHEAPEST_FREE = "cheapest_free", _("Cheapest free, such as 3 for 2")
    SPEND_GET = "spend_get", _("Amount off for every so much spent")
    FREE_DELIVERY = "free_delivery", _("Free delivery")


KINDS_OF_LANE = {
    Lane.DEAL: (Kind.FIXED_PRICE,),
    Lane.LINE: (Kind.PERCENT, Kind.AMOUNT, Kind.FIXED_PRICE, Kind.CHEAPEST_FREE),
    Lane.ORDER: (Kind.PERCENT, Kind.AMOUNT, Kind.SPEND_GET),
    Lane.DELIVERY: (Kind.FREE_DELIVERY,),
    Lane.COUPON: tuple(Kind),
}


@dataclass(frozen=True)
class Goods:
    """What a promotion needs to know of a line. `categories` holds the product's category and all above it."""

    product_id: int
    quantity: int
    categories: frozenset[int] = frozenset()
    brand_id: int | None = None
    is_reduced: bool = False


@dataclass(frozen=True)
class Scope:
    """Which goods: any of these products, categories or brands (all empty: everything), less what is left out."""

    products: frozenset[int] = frozenset()
    categories: frozenset[int] = frozenset()
    brands: frozenset[int] = frozenset()
    without_products: frozenset[int] = frozenset()
    without_categories: frozenset[int] = frozenset()
    without_reduced: bool = False

    def holds(self, goods: Goods) -> bool:
        """Whether the line is among these goods."""
        return self._is_named(goods) and not self._is_left_out(goods)

    def _is_named(self, goods: Goods) -> bool:
        if not (self.products or self.categories or self.brands):
            return True
        named = goods.product_id in self.products or goods.brand_id in self.brands
        return named or bool(self.categories & goods.categories)

    def _is_left_out(self, goods: Goods) -> bool:
        left_out = goods.product_id in self.without_products or bool(self.without_categories & goods.categories)
        return left_out or (self.without_reduced and goods.is_reduced)


@dataclass(frozen=True)
class Buyer:
    """What promotions ask of the person: groups, membership, whether they ordered before."""

    groups: frozenset[int] = frozenset()
    is_member: bool = False
    has_ordered: bool = False


NOBODY = Buyer()


@dataclass(frozen=True)
class Promotion:
    """A promotion that is running, or whose code was entered. Amounts in minor units, percent in hundredths.

    `combines_with` names the promotions of its own lane that it may share goods with; `exclusive` ones stand alone in
    the whole order. `closed` is why its limits or dates rule it out ("" when they do not): ended, not_started,
    used_up, used_by_buyer.
    """

    id: int
    name: str
    lane: str
    kind: str
    percent_hundredths: int = 0
    amount: Money = ZERO
    group_size: int = 0
    free_units: int = 0
    spend_from: Money = ZERO
    units_from: int = 0
    scope: Scope = field(default_factory=Scope)
    methods: frozenset[int] = frozenset()
    priority: int = 0
    exclusive: bool = False
    combines_with: frozenset[int] = frozenset()
    groups: frozenset[int] = frozenset()
    members_only: bool = False
    is_early: bool = False
    first_order_only: bool = False
    max_uses_per_buyer: int = 0
    closed: str = ""
    code: str = ""
    coupon_id: int | None = None

    def goes_with(self, other: "Promotion") -> bool:
        """Whether both may take something off the same goods in one lane; one of them naming the other is enough."""
        return other.id in self.combines_with or self.id in other.combines_with


@dataclass(frozen=True)
class Refusal:
    """Why a promotion did not apply. `missing` is money, `units` items still to go, `other` what came before it."""

    promotion: Promotion
    code: str
    missing: Money = ZERO
    units: int = 0
    other: str = ""


@dataclass(frozen=True)
class Remains:
    """What is left to pay, line by line, and for delivery (None until it is priced)."""

    goods: tuple[Money, ...]
    delivery: Money | None = None
    method_id: int | None = None

    @property
    def total(self) -> Money:
        return total(self.goods) + (self.delivery or ZERO)


@dataclass(frozen=True)
class Saving:
    """What one promotion takes off each line and off delivery."""

    promotion: Promotion
    goods: tuple[Money, ...]
    delivery: Money = ZERO

    @property
    def amount(self) -> Money:
        return total(self.goods) + self.delivery


def refusal_of(promotion: Promotion, buyer: Buyer, goods: Sequence[Goods], remains: Remains) -> Refusal | None:
    """The first condition that is not met, None when all are."""
    code = promotion.closed or _personal_refusal(promotion, buyer)
    if code:
        return Refusal(promotion, code)
    return _basket_refusal(promotion, goods, remains)


def saving_of(promotion: Promotion, goods: Sequence[Goods], remains: Remains, places: Sequence[int]) -> Saving:
    """What the promotion takes off of what remains of the lines at `places`, never more than there is."""
    if promotion.kind == Kind.FREE_DELIVERY:
        return Saving(promotion, (ZERO,) * len(goods), _delivery_saving(promotion, remains))
    parts = [ZERO] * len(goods)
    for place, part in zip(places, _parts(promotion, goods, remains, places), strict=True):
        parts[place] = part
    return Saving(promotion, tuple(parts))


def places_of(promotion: Promotion, goods: Sequence[Goods]) -> list[int]:
    """The lines that the promotion is for, by position."""
    return [place for place, line in enumerate(goods) if promotion.scope.holds(line)]


def _personal_refusal(promotion: Promotion, buyer: Buyer) -> str:
    if promotion.members_only and not buyer.is_member:
        return "members_only"
    if promotion.groups and not promotion.groups & buyer.groups:
        return "group_only"
    return "first_order_only" if promotion.first_order_only and buyer.has_ordered else ""


def _basket_refusal(promotion: Promotion, goods: Sequence[Goods], remains: Remains) -> Refusal | None:
    places = places_of(promotion, goods)
    if not places:
        return Refusal(promotion, "nothing_matches")
    spent = total(remains.goods[place] for place in places)
    if spent < promotion.spend_from:
        return Refusal(promotion, "too_little", missing=promotion.spend_from - spent)
    units = sum(goods[place].quantity for place in places)
    needed = max(promotion.units_from, promotion.group_size if promotion.kind == Kind.CHEAPEST_FREE else 0)
    if units < needed:
        return Refusal(promotion, "too_few", units=needed - units)
    return _delivery_refusal(promotion, remains)


def _delivery_refusal(promotion: Promotion, remains: Remains) -> Refusal | None:
    if promotion.kind != Kind.FREE_DELIVERY:
        return None
    if promotion.methods and remains.method_id is not None and remains.method_id not in promotion.methods:
        return Refusal(promotion, "other_delivery")
    return None


def _delivery_saving(promotion: Promotion, remains: Remains) -> Money:
    if promotion.methods and remains.method_id not in promotion.methods:
        return ZERO
    return remains.delivery or ZERO


def _parts(promotion: Promotion, goods: Sequence[Goods], remains: Remains, places: Sequence[int]) -> list[Money]:
    left = [remains.goods[place] for place in places]
    quantities = [goods[place].quantity for place in places]
    if promotion.kind == Kind.FIXED_PRICE:
        return [max(ZERO, amount - promotion.amount * count) for amount, count in zip(left, quantities, strict=True)]
    if promotion.kind == Kind.CHEAPEST_FREE:
        return _cheapest_free(promotion, left, quantities)
    if promotion.lane == Lane.LINE:
        return [_off_line(promotion, amount, count) for amount, count in zip(left, quantities, strict=True)]
    return _off_all(promotion, left)


def _off_line(promotion: Promotion, amount: Money, quantity: int) -> Money:
    if promotion.kind == Kind.PERCENT:
        return amount.percent(_rate(promotion))
    return min(promotion.amount * quantity, amount)


def _off_all(promotion: Promotion, left: list[Money]) -> list[Money]:
    """One amount off several lines, each giving its share."""
    whole = total(left)
    if not whole:
        return [ZERO] * len(left)
    if promotion.kind == Kind.PERCENT:
        off = whole.percent(_rate(promotion))
    elif promotion.kind == Kind.SPEND_GET:
        times = whole.minor // promotion.spend_from.minor if promotion.spend_from else 1
        off = promotion.amount * times
    else:
        off = promotion.amount
    return min(off, whole).share([amount.minor for amount in left])


def _cheapest_free(promotion: Promotion, left: list[Money], quantities: list[int]) -> list[Money]:
    """Of every group the cheapest units are free. Groups go from the dearest unit down, so that nobody saves more by
    ordering the same things in parts."""
    units = [
        (part, line)
        for line, (amount, count) in enumerate(zip(left, quantities, strict=True))
        for part in amount.share([1] * count)
    ]
    units.sort(key=lambda unit: (-unit[0].minor, unit[1]))
    parts = [ZERO] * len(left)
    size, free = promotion.group_size, promotion.free_units
    for first in range(0, len(units) - size + 1, size):
        for part, line in units[first + size - free : first + size]:
            parts[line] += part
    return parts


def _rate(promotion: Promotion) -> Decimal:
    return Decimal(promotion.percent_hundredths) / 100
