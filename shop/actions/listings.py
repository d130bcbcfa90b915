"""Recording on a product what listings show of its prices and stock, and telling page caches that it changed."""

from collections.abc import Collection, Iterable, Iterator

from django.db import transaction
from django.db.models import Case, Exists, F, OuterRef, Subquery, Value, When
from django.db.models.fields import DateField
from django.utils import timezone

from shop.models import Product, StockRecord, Variant
from shop.models.stock import AVAILABLE, StockRecordQuerySet
from shop.rules.prices import Ware, tile_prices
from shop.search import backend

BATCH = 500
"""Rows asked for or written at once: SQLite refuses a statement with too many values."""


@transaction.atomic(savepoint=False)
def refresh_availability(product_ids: Collection[int]) -> None:
    """Stock of these products changed: their pages are new, and listings and search know who is sold out."""
    in_stock = Exists(_of_product(StockRecord.objects.annotate(left=AVAILABLE).filter(left__gt=0)))
    products = Product.objects.filter(pk__in=product_ids).order_by("pk")
    products.update(version=F("version") + 1)  # locks them: whoever comes next counts after us
    facts = products.annotate(is_there=in_stock, day=_expected_day(in_stock))
    rows = list(facts.values_list("pk", "is_available", "expected_on", "is_there", "day"))
    changed = {pk: (there, day) for pk, was_there, was_day, there, day in rows if (was_there, was_day) != (there, day)}
    for fact in set(changed.values()):
        now = [pk for pk, new in changed.items() if new == fact]
        Product.objects.filter(pk__in=now).update(is_available=fact[0], expected_on=fact[1])
    if changed:
        backend().mark_stock({pk: is_there for pk, (is_there, _day) in changed.items()})


@transaction.atomic
def refresh_prices(product_ids: Collection[int]) -> None:
    """Variants or prices of these products changed."""
    for batch in batches_of(product_ids):
        wares: dict[int, list[Ware]] = {pk: [] for pk in batch}
        variants = Variant.objects.filter(product__in=batch, is_active=True).order_by("pk")
        for row in variants.only("product_id", "price", "compare_at", "content_amount", "content_unit"):
            wares[row.product_id].append(Ware(row.price, row.compare_at, row.content_amount, row.content_unit))
        for pk in batch:
            Product.objects.filter(pk=pk).update(version=F("version") + 1, **tile_prices(wares[pk]))


def mark_changed(product: Product) -> None:
    """Anything else that the product's page shows changed."""
    mark_all_changed([product.pk])


def mark_all_changed(product_ids: Collection[int]) -> None:
    """The same for many."""
    for batch in batches_of(product_ids):
        Product.objects.filter(pk__in=batch).update(version=F("version") + 1)


def batches_of(ids: Iterable[int]) -> Iterator[list[int]]:
    """The ids in order, as many at once as a statement takes."""
    waiting = sorted(ids)
    return (waiting[start : start + BATCH] for start in range(0, len(waiting), BATCH))


def _of_product(records: StockRecordQuerySet) -> StockRecordQuerySet:
    return records.filter(variant__product=OuterRef("pk"), variant__is_active=True, location__is_active=True)


def _expected_day(in_stock: Exists) -> Case:
    """The first day for which something that is not in stock can be ordered."""
    ahead = _of_product(StockRecord.objects.selling_ahead(timezone.localdate())).order_by("expected_on")
    day = Subquery(ahead.values("expected_on")[:1])
    return Case(When(in_stock, then=Value(None)), default=day, output_field=DateField())
