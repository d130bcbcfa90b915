"""Keeping price lists: filling them, and making what staff saved true at once."""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Refused
from core.money import Money
from shop.actions.listings import BATCH, batches_of, mark_all_changed
from shop.actions.prices import follow_price_lists
from shop.models import PriceList, PriceListEntry, Product, Variant


class NothingToList(Refused):
    code = "nothing_to_list"
    message = _("None of these products has a variant on sale whose price could be lowered.")


@transaction.atomic
def record_price_list(*, price_list: PriceList, by: User | None, at: datetime) -> PriceList:
    """Staff saved the list: what variants cost follows now, and pages that show its prices are new."""
    concerned = set(price_list.entries.values_list("variant_id", flat=True))
    concerned |= set(Variant.objects.filter(price_list=price_list).values_list("pk", flat=True))
    record_list_prices(variant_ids=concerned, by=by, at=at)
    return price_list


@transaction.atomic
def record_list_prices(*, variant_ids: Collection[int], by: User | None, at: datetime) -> None:
    """The same after prices of these variants were put on lists or taken off."""
    products = _lock(variant_ids)
    follow_price_lists(variant_ids=variant_ids, at=at, by=by)
    mark_all_changed(products)
    PriceList.forget_known()


@transaction.atomic
def list_products(
    *, price_list: PriceList, products: QuerySet[Product], percent: Decimal, by: User | None, at: datetime
) -> int:
    """Put every variant on sale of these on the list, so many percent below its list price; returns how many.

    A price that stood on the list already is replaced. Raises NothingToList.
    """
    variants = Variant.objects.filter(product__in=products, is_active=True)
    prices = {variant.pk: variant.base_price - variant.base_price.percent(percent) for variant in variants}
    entries = [
        PriceListEntry(price_list=price_list, variant_id=pk, price=price)
        for pk, price in prices.items()
        if price > Money(0)
    ]
    if not entries:
        raise NothingToList
    PriceListEntry.objects.bulk_create(
        entries,
        update_conflicts=True,
        unique_fields=["price_list", "variant"],
        update_fields=["price"],
        batch_size=BATCH,
    )
    record_list_prices(variant_ids=list(prices), by=by, at=at)
    return len(entries)


def _lock(variant_ids: Collection[int]) -> set[int]:
    """Lock the variants and then their products, each in pk order; returns the products' ids."""
    variants = [variant for batch in batches_of(variant_ids) for variant in Variant.objects.lock(batch)]
    products = {variant.product_id for variant in variants}
    for batch in batches_of(products):
        Product.objects.lock(batch)
    return products
