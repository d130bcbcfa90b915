"""Many counted shelves at once, each row for itself."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction

from shop.actions.batches import CHANGED, MOST_ROWS, UNCHANGED, Outcome, named_twice, unknown_sku
from shop.actions.listings import batches_of, refresh_availability
from shop.actions.partner_events import note_products
from shop.actions.stock import StockPromised
from shop.models import Location, StockMovement, StockRecord, Variant

__all__ = ["MOST_ROWS", "CountRow", "count_stock"]


@dataclass(frozen=True)
class CountRow:
    """So many of it stand at the place, promised ones included."""

    sku: str
    location: str
    on_hand: int


@transaction.atomic
def count_stock(
    *,
    rows: Sequence[CountRow],
    locations: Sequence[Location],
    reference: str,
    check: Callable[[StockRecord], None] = lambda record: None,
) -> list[Outcome]:
    """Write down what was counted at these locations; returns what became of each row.

    A row that leaves fewer units than orders were promised is refused, as is one of a location that is not among
    them. `check` is called for each known record once it is locked.
    """
    places = {location.code: location for location in locations}
    goods = Variant.objects.goods().filter(sku__in={row.sku for row in rows})
    variants = {variant.sku: variant for variant in goods}
    first: dict[tuple[str, str], CountRow] = {}
    for row in rows:
        if row.sku in variants and row.location in places:
            first.setdefault((row.sku, row.location), row)
    records = _locked(first.values(), variants, places)
    changed = []
    for key, row in first.items():
        record = records[key]
        check(record)
        if row.on_hand >= record.allocated + record.held and row.on_hand != record.on_hand:
            changed.append((record, row.on_hand - record.on_hand))
            record.on_hand = row.on_hand
    _write(changed, reference)
    moved = {record.pk for record, _units in changed}
    return [_outcome(row, first, variants, places, records, moved) for row in rows]


def _locked(
    rows: Iterable[CountRow], variants: dict[str, Variant], places: dict[str, Location]
) -> dict[tuple[str, str], StockRecord]:
    """The records of these rows, made where there was none, locked in the order of their ids."""
    wanted = {(variants[row.sku].pk, places[row.location].pk): (row.sku, row.location) for row in rows}
    ours = StockRecord.objects.filter(
        location__in={place_id for _variant_id, place_id in wanted},
        variant__in={variant_id for variant_id, _place_id in wanted},
    )
    known = set(ours.values_list("variant_id", "location_id"))
    StockRecord.objects.bulk_create(
        [StockRecord(variant_id=pair[0], location_id=pair[1]) for pair in wanted if pair not in known],
        ignore_conflicts=True,
        batch_size=1000,
    )
    locked = ours.select_for_update(of=("self",)).select_related("variant").order_by("pk")
    return {
        wanted[record.variant_id, record.location_id]: record
        for record in locked
        if (record.variant_id, record.location_id) in wanted
    }


def _write(changed: list[tuple[StockRecord, int]], reference: str) -> None:
    StockRecord.objects.bulk_create(  # of rows that are there: the quickest way to give each another number
        [record for record, _units in changed],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["on_hand"],
        batch_size=1000,
    )
    StockMovement.objects.bulk_create(
        StockMovement(record=record, kind=StockMovement.Kind.CORRECTED, quantity=units, reference=reference)
        for record, units in changed
    )
    products = {record.variant.product_id for record, _units in changed}
    for batch in batches_of(products):
        refresh_availability(batch)
    note_products("stock.changed", products)


def _outcome(
    row: CountRow,
    first: dict[tuple[str, str], CountRow],
    variants: dict[str, Variant],
    places: dict[str, Location],
    records: dict[tuple[str, str], StockRecord],
    moved: set[int],
) -> Outcome:
    if row.sku not in variants:
        return unknown_sku(row.sku)
    if row.location not in places:
        return Outcome("refused", "unknown_location", str(row.location))
    if first[row.sku, row.location] is not row:
        return named_twice(f"{row.sku} / {row.location}")
    record = records[row.sku, row.location]
    if record.pk in moved:
        return CHANGED
    return (
        UNCHANGED
        if record.on_hand == row.on_hand
        else Outcome("refused", StockPromised.code, str(StockPromised.message))
    )
