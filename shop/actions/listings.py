"""Recording on a product what listings show of its prices and stock, and telling page caches that it changed."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from shop.models import Product, StockRecord, Variant
from shop.models.stock import AVAILABLE, StockRecordQuerySet
from shop.search import backend


@transaction.atomic(savepoint=False)
def refresh_availability(product_ids: Collection[int]) -> None:
    """Stock of these products changed: their pages are new, and listings and search know who is sold out."""
    in_stock = Exists(_available_stock())
    products = Product.objects.filter(pk__in=product_ids).order_by("pk")
    products.update(version=F("version") + 1)  # locks them: whoever comes next counts after us
    rows = products.annotate(is_there=in_stock).values_list("pk", "is_available", "is_there")
    flipped = {pk: is_there for pk, was_there, is_there in rows if was_there != is_there}
    for is_there in set(flipped.values()):
        now = [pk for pk, there in flipped.items() if there == is_there]
        Product.objects.filter(pk__in=now).update(is_available=is_there)
    if flipped:
        backend().mark_stock(flipped)


@transaction.atomic
def refresh_prices(product_ids: Collection[int]) -> None:
    """Variants or prices of these products changed."""
    by_product: dict[int, list[Variant]] = {pk: [] for pk in sorted(product_ids)}
    for variant in Variant.objects.filter(product__in=product_ids, is_active=True).order_by("price", "pk"):
        by_product[variant.product_id].append(variant)
    for pk, variants in by_product.items():
        cheapest = variants[0] if variants else None
        Product.objects.filter(pk=pk).update(
            version=F("version") + 1,
            price_from=cheapest.price if cheapest else None,
            was_price=cheapest.compare_at if cheapest else None,
            has_price_range=cheapest is not None and variants[-1].price > cheapest.price,
        )


def mark_changed(product: Product) -> None:
    """Anything else that the product's page shows changed."""
    mark_all_changed([product.pk])


def mark_all_changed(product_ids: Collection[int]) -> None:
    """The same for many."""
    Product.objects.filter(pk__in=product_ids).update(version=F("version") + 1)


def _available_stock() -> StockRecordQuerySet:
    return StockRecord.objects.annotate(left=AVAILABLE).filter(
        variant__product=OuterRef("pk"), variant__is_active=True, location__is_active=True, left__gt=0
    )
