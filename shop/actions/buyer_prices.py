"""What variants cost one buyer. Reads only; every page, the API and checkout ask here, so that all say the same."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import CustomerGroup
from core.money import Money
from loyalty.actions.perks import perks_for
from loyalty.rules.perks import Perks
from shop.models import PriceList, PriceListEntry, Product, Variant
from shop.models.price_lists import Audience, KnownList
from shop.rules.prices import Ware, best_offer, tile_prices


@dataclass(frozen=True)
class BuyerPrice:
    """What one unit costs a buyer before promotions.

    `list_price` is what staff set. `price_list` is the name of the list that made the price lower, "" when none did;
    `is_personal` says that it is the buyer's own and others pay more; `without_membership` is what this buyer would
    pay who is no member.
    """

    price: Money
    list_price: Money
    price_list_id: int | None
    price_list: str
    is_personal: bool = False
    without_membership: Money | None = None


def buyer_prices(
    *, variants: Sequence[Variant], customer: object, at: datetime, perks: Perks | None = None
) -> dict[int, BuyerPrice]:
    """By variant id, the lowest price the customer is entitled to; of equally low lists the first one's."""
    return prices_on(variants=variants, lists=personal_lists(customer=customer, at=at, perks=perks))


def personal_lists(*, customer: object, at: datetime, perks: Perks | None = None) -> tuple[int, ...]:
    """Ids of the price lists that are this customer's and not everybody's: for members, for their groups, and those
    for everybody that begin so soon that members have them already.

    `perks` spares the question what they have, or supposes that they had those. Costs a guest no query.
    """
    is_known = bool(getattr(customer, "is_authenticated", False))
    if not is_known and perks is None:
        return ()
    lists = PriceList.known()
    for_groups = [known for known in lists if known.audience == Audience.GROUP and known.is_running(at)]
    of_groups = _of_their_groups(for_groups, customer) if is_known else []
    return tuple(sorted([*_of_members(lists, customer, at, perks), *of_groups]))


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


def _of_members(lists: Sequence[KnownList], customer: object, at: datetime, perks: Perks | None) -> list[int]:
    """Nothing is looked up unless some list could be theirs."""
    may_matter = [known for known in lists if known.is_running(at) and known.audience == Audience.MEMBERS]
    to_come = [known for known in lists if known.audience == Audience.EVERYBODY and at < known.starts_at]
    if not may_matter and not to_come:
        return []
    perks = perks_for(customer, at) if perks is None else perks
    early = at + timedelta(minutes=perks.early_minutes)
    soon = [known.id for known in to_come if perks.early_minutes and known.is_running(early)]
    return [*soon, *(known.id for known in may_matter if perks.member_prices)]


def _of_their_groups(lists: list[KnownList], customer: object) -> list[int]:
    if not lists:
        return []
    groups = set(CustomerGroup.objects.of(customer).values_list("pk", flat=True))
    return [known.id for known in lists if known.group_id in groups]


def _price(variant: Variant, offers: Collection[tuple[Money, int]]) -> BuyerPrice:
    best = best_offer(variant.price, offers)
    price, list_id = best or (variant.price, variant.price_list_id)
    if list_id is None:
        return BuyerPrice(price, variant.base_price, None, "", without_membership=price)
    lists = {known.id: known for known in PriceList.known()}
    name = lists[list_id].name if list_id in lists else ""
    of_groups = [offer for offer in offers if offer[1] in lists and lists[offer[1]].audience == Audience.GROUP]
    without, _list_id = best_offer(variant.price, of_groups) or (variant.price, None)
    return BuyerPrice(price, variant.base_price, list_id, name, best is not None, without)
