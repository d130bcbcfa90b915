"""Recording on a product what listings show of its prices and stock, and telling page caches that it changed."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import Case, Exists, F, OuterRef, Value, When

from shop.models import Product, StockRecord, Variant
from shop.models.stock import AVAILABLE, StockRecordQuerySet
from shop.search import backend


@transaction.atomic
def refresh_availability(product_ids: Collection[int]) -> None:
    """Stock of these products changed: their pages are new, and listings and search know who is sold out."""
    products = Product.objects.filter(pk__in=product_ids).order_by("pk")
    before = dict(products.values_list("pk", "is_available"))
    in_stock = Exists(_available_stock())
    products.update(version=F("version") + 1, is_available=Case(When(in_stock, then=Value(True)), default=Value(False)))
    after = dict(products.values_list("pk", "is_available"))
    flipped = [pk for pk in after if before.get(pk) != after[pk]]
    if flipped:
        backend().mark_stock({pk: after[pk] for pk in flipped})


@transaction.atomic
def refresh_prices(product: Product) -> None:
    """Variants or prices of the product changed."""
    variants = list(Variant.objects.filter(product=product, is_active=True).order_by("price", "pk"))
    cheapest = variants[0] if variants else None
    Product.objects.filter(pk=product.pk).update(
        version=F("version") + 1,
        price_from=cheapest.price if cheapest else None,
        was_price=cheapest.compare_at if cheapest else None,
        has_price_range=cheapest is not None and variants[-1].price > cheapest.price,
    )


def mark_changed(product: Product) -> None:
    """Anything else that the product's page shows changed."""
    Product.objects.filter(pk=product.pk).update(version=F("version") + 1)


def _available_stock() -> StockRecordQuerySet:
    return StockRecord.objects.annotate(left=AVAILABLE).filter(
        variant__product=OuterRef("pk"), variant__is_active=True, location__is_active=True, left__gt=0
    )
