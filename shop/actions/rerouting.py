"""Moving what is allocated to an order from one location to another."""

from collections import Counter
from collections.abc import Mapping

from django.db import transaction
from django.db.models import F

from shop.actions.listings import refresh_availability
from shop.actions.partner_events import note_products
from shop.actions.stock import OutOfStock
from shop.models import Location, StockHold, StockRecord, Variant
from shop.models.stock import AVAILABLE


@transaction.atomic
def move_allocation(*, reference: str, quantities: Mapping[int, int], location: Location) -> int:
    """Units (by variant id) allocated to `reference` elsewhere are from now on taken at `location`: all or nothing.

    Returns how many units moved; those that are there already stay. Raises OutOfStock when it has not enough.
    """
    targets = StockRecord.objects.filter(variant__in=quantities, location=location, location__is_active=True)
    at_target = {record.variant_id: record for record in targets}
    left, moves = dict(quantities), list[tuple[StockHold, int]]()
    holds = [hold for hold in StockHold.objects.lock(reference) if _is_packable(hold)]
    for hold in holds:  # what lies at the target needs no move
        if hold.record.location_id == location.pk and hold.record.variant_id in left:
            left[hold.record.variant_id] = max(0, left[hold.record.variant_id] - hold.quantity)
    for hold in holds:
        units = min(hold.quantity, left.get(hold.record.variant_id, 0))
        if units and hold.record.location_id != location.pk:
            left[hold.record.variant_id] -= units
            moves.append((hold, units))
    changes = Counter[int]()
    for hold, units in moves:
        target = at_target.get(hold.record.variant_id)
        if target is None:
            raise _out_of_stock(hold.record.variant_id, 0)
        changes[hold.record_id] -= units
        changes[target.pk] += units
    _change_records(changes)
    for hold, units in moves:
        _split(hold, units, at_target[hold.record.variant_id])
    products = set(Variant.objects.filter(pk__in=quantities).values_list("product_id", flat=True))
    refresh_availability(products)
    note_products("stock.changed", products)
    return sum(units for _hold, units in moves)


def _is_packable(hold: StockHold) -> bool:
    return hold.state == StockHold.State.ALLOCATED and not hold.is_ahead


def _change_records(changes: Mapping[int, int]) -> None:
    """Counters of all records in the order of their ids; those that get more must have it."""
    for pk, units in sorted(changes.items()):
        row = StockRecord.objects.annotate(left=AVAILABLE).filter(pk=pk)
        if units > 0:
            row = row.filter(left__gte=units)
        if not row.update(allocated=F("allocated") + units):
            record = StockRecord.objects.get(pk=pk)
            raise _out_of_stock(record.variant_id, record.available)


def _split(hold: StockHold, units: int, target: StockRecord) -> None:
    if units == hold.quantity:
        StockHold.objects.filter(pk=hold.pk).update(record=target)
        return
    StockHold.objects.filter(pk=hold.pk).update(quantity=F("quantity") - units)
    rest = {"reference": hold.reference, "expires_at": hold.expires_at, "state": hold.state}
    StockHold.objects.create(record=target, quantity=units, **rest)


def _out_of_stock(variant_id: int, available: int) -> OutOfStock:
    return OutOfStock(Variant.objects.select_related("product").get(pk=variant_id), available)
