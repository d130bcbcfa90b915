"""Many list prices at once, each row for itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import transaction

from core.money import Money
from shop.actions.batches import CHANGED, MOST_ROWS, UNCHANGED, Outcome, named_twice, unknown_sku
from shop.actions.prices import set_list_prices
from shop.models import Variant

__all__ = ["MOST_ROWS", "PriceRow", "set_prices"]


@dataclass(frozen=True)
class PriceRow:
    """The list price that a variant has from now on."""

    sku: str
    price: Money
    announce: bool = False


@transaction.atomic
def set_prices(
    *, rows: Sequence[PriceRow], reference: str, check: Callable[[Variant], None] = lambda variant: None
) -> list[Outcome]:
    """Set them; returns what became of each row. `check` is called for each variant once it is locked.

    Raises PriceNotSensible.
    """
    ids = dict(Variant.objects.goods().filter(sku__in=[row.sku for row in rows]).values_list("sku", "pk"))
    locked = {variant.sku: variant for variant in Variant.objects.lock(ids.values())}
    first: dict[str, PriceRow] = {}
    for row in rows:
        first.setdefault(row.sku, row)
    for variant in locked.values():
        check(variant)
    changed = set()
    for announce in (False, True):
        wanted = {
            locked[row.sku]: row.price for row in first.values() if row.sku in locked and row.announce is announce
        }
        changed |= set_list_prices(prices=wanted, announce=announce, reference=reference, by=None)
    return [_outcome(row, first, locked, changed) for row in rows]


def _outcome(row: PriceRow, first: dict[str, PriceRow], locked: dict[str, Variant], changed: set[int]) -> Outcome:
    variant = locked.get(row.sku)
    if variant is None:
        return unknown_sku(row.sku)
    if first[row.sku] is not row:
        return named_twice(row.sku)
    return CHANGED if variant.pk in changed else UNCHANGED
