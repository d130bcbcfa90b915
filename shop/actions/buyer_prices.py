"""What variants cost one buyer. Reads only; every page, the API and checkout ask here, so that all say the same."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.models import CustomerGroup
from core.money import Money
from loyalty.models import Membership
from shop.models import PriceList, PriceListEntry, Product, Variant
from shop.models.price_lists import Audience, KnownList
from shop.rules.prices import Ware, best_offer, tile_prices


@dataclass(frozen=True)
class BuyerPrice:
    """What one unit costs a buyer before promotions.

    `list_price` is what staff set. `price_list` is the name of the list that made the price lower, "" when none did;
    `is_personal` says that it is the buyer's own and others pay more.
    """

    price: Money
    list_price: Money
    price_list_id: int | None
    price_list: str
    is_personal: bool = False


def buyer_prices(*, variants: Sequence[Variant], customer: object, at: datetime) -> dict[int, BuyerPrice]:
    """By variant id, the lowest price the customer is entitled to; of equally low lists the first one's."""
    return prices_on(variants=variants, lists=personal_lists(customer=customer, at=at))


def personal_lists(*, customer: object, at: datetime) -> tuple[int, ...]:
    """Ids of the running price lists meant for this customer and not for everybody. Costs a guest no query."""
    if not getattr(customer, "is_authenticated", False):
        return ()
    running = [known for known in PriceList.known() if known.is_running(at)]
    for_members = [known.id for known in running if known.audience == Audience.MEMBERS]
    for_groups = [known for known in running if known.audience == Audience.GROUP]
    if for_members and not Membership.objects.perks_of(customer, at).member:
        for_members = []
    return tuple(sorted([*for_members, *_of_their_groups(for_groups, customer)]))


def prices_on(*, variants: Sequence[Variant], lists: Sequence[int]) -> dict[int, BuyerPrice]:
    """The same for somebody with these personal lists: one query, and none without lists."""
    ids = [variant.pk for variant in variants]
    offers = PriceListEntry.objects.by_variant(price_list__in=lists, variant__in=ids) if lists and ids else {}
    return {variant.pk: _price(variant, offers.get(variant.pk, ())) for variant in variants}


def show_prices_on(*, products: Sequence[Product], lists: Sequence[int]) -> None:
    """Let these products, in memory alone, show what somebody with these personal lists pays."""
    if not lists:
        return
    listed = PriceListEntry.objects.filter(price_list__in=lists, variant__product__in=products)
    variants = list(
        Variant.objects.filter(product__in=listed.values("variant__product"), is_active=True).order_by("pk")
    )
    prices, wares = prices_on(variants=variants, lists=lists), dict[int, list[Ware]]()
    for variant in variants:
        price = prices[variant.pk]
        before = None if price.is_personal else variant.compare_at
        ware = Ware(price.price, before, variant.content_amount, variant.content_unit)
        wares.setdefault(variant.product_id, []).append(ware)
    for product in products:
        if product.pk in wares:
            vars(product).update(tile_prices(wares[product.pk]))


def _of_their_groups(lists: list[KnownList], customer: object) -> list[int]:
    if not lists:
        return []
    groups = set(CustomerGroup.objects.of(customer).values_list("pk", flat=True))
    return [known.id for known in lists if known.group_id in groups]


def _price(variant: Variant, offers: Collection[tuple[Money, int]]) -> BuyerPrice:
    best = best_offer(variant.price, offers)
    price, list_id = best or (variant.price, variant.price_list_id)
    names = (known.name for known in PriceList.known() if known.id == list_id) if list_id else iter(())
    return BuyerPrice(price, variant.base_price, list_id, next(names, ""), is_personal=best is not None)
