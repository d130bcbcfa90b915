"""What changed in the catalog, told to partners some seconds later: once for all of that time, as it is then."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.crypto import get_random_string

from accounts.actions.events import News, note_changes, record_events, take_changes
from shop.models import Location, Product, StockRecord, Variant

PRODUCTS = ("product.published", "product.updated", "product.retired")
CATALOG = (*PRODUCTS, "price.changed", "stock.changed")
NOTES = 2000
"""Notes that are told of in one transaction."""

TOGETHER = 100
"""Rows that one event tells of at most."""


def note_products(type: str, product_ids: Iterable[int]) -> None:
    """Something of these happened; `type` is one of CATALOG."""
    note_changes(type=type, subjects=product_ids)


def tell_changes(*, at: datetime) -> int:
    """Record events for what was noted; returns how many notes there were."""
    total = 0
    while told := _tell_some(at):
        total += told
    return total


@transaction.atomic
def _tell_some(at: datetime) -> int:
    taken, notes = take_changes(types=CATALOG, most=NOTES)
    by_type: dict[str, list[int]] = defaultdict(list)
    for type, product_id in _lasting(notes):
        by_type[type].append(int(product_id))
    news: list[News] = []
    for type in PRODUCTS:
        news += _of_products(type, by_type[type], at)
    news += _of_prices(by_type["price.changed"], at)
    news += _of_stock(by_type["stock.changed"], at)
    record_events(news=news)
    return taken


def _lasting(notes: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Of a product that was published, changed and retired in one go only the last state is told."""
    last: dict[str, str] = {}
    for type, product_id in notes:
        if type in PRODUCTS and (type != "product.updated" or product_id not in last):
            last[product_id] = type
    return [note for note in notes if note[0] not in PRODUCTS or last[note[1]] == note[0]]


def _of_products(type: str, product_ids: list[int], at: datetime) -> Iterator[News]:
    known = Product.objects.in_bulk(product_ids)
    slugs = [known[pk].slug for pk in product_ids if pk in known]
    for some in _together(slugs):
        yield _news(type, "catalog", {"products": some}, at)


def _of_prices(product_ids: list[int], at: datetime) -> Iterator[News]:
    variants = Variant.objects.filter(product__in=product_ids, is_active=True).order_by("pk")
    rows = [
        {"sku": row.sku, "price": row.price.minor, "list_price": row.base_price.minor}
        for row in variants.only("sku", "price", "base_price")
    ]
    for some in _together(rows):
        yield _news("price.changed", "prices", {"currency": settings.SHOP_CURRENCY, "prices": some}, at)


def _of_stock(product_ids: list[int], at: datetime) -> Iterator[News]:
    """By location, as partners may see only their own."""
    records = StockRecord.objects.filter(variant__product__in=product_ids).select_related("variant", "location")
    by_location: dict[int, list[dict[str, object]]] = defaultdict(list)
    for record in records.order_by("location", "variant"):
        row = {"sku": record.variant.sku, "available": record.available if record.location.is_active else 0}
        by_location[record.location_id].append(row)
    locations = Location.objects.prefetch_related("partners").in_bulk(by_location)
    for pk, rows in by_location.items():
        code, keepers = locations[pk].code, sorted(partner.pk for partner in locations[pk].partners.all())
        for some in _together(rows):
            yield _news("stock.changed", f"stock/{code}", {"location": code, "stock": some}, at, keepers)


def _news(type: str, subject: str, data: dict[str, object], at: datetime, keepers: Sequence[int] = ()) -> News:
    return News(type, f"{subject}/{get_random_string(16)}", subject, at, data, keepers=keepers)


def _together(rows: list) -> Iterator[list]:
    return (rows[start : start + TOGETHER] for start in range(0, len(rows), TOGETHER))
