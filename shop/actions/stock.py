"""What can happen to stock. Counters change by one conditional statement each, so no two buyers get the same unit."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Refused
from shop.actions.listings import refresh_availability
from shop.models import Location, StockHold, StockMovement, StockRecord, Variant
from shop.models.stock import AVAILABLE


class OutOfStock(Refused):
    """`variant_id` cannot be promised; `available` is what is left."""

    code = "out_of_stock"
    message = _("Someone was quicker: this item is no longer available in that quantity.")

    def __init__(self, variant: Variant, available: int) -> None:
        self.variant_id, self.available = variant.pk, available
        words = gettext("Only %(count)s left of %(title)s.") if available else gettext("%(title)s has just sold out.")
        super().__init__(words % {"count": available, "title": variant.product.title})


class StockPromised(Refused):
    code = "stock_promised"
    message = _("More units than that are promised to orders.")


@transaction.atomic
def receive_stock(
    *, variant: Variant, location: Location, quantity: int, reference: str, by: User | None
) -> StockRecord:
    """Goods came in."""
    record, _created = StockRecord.objects.get_or_create(variant=variant, location=location)
    StockRecord.objects.filter(pk=record.pk).update(on_hand=F("on_hand") + quantity)
    _write_movement(record, StockMovement.Kind.RECEIVED, quantity, reference, by)
    refresh_availability([variant.product_id])
    return record


@transaction.atomic
def correct_stock(*, record: StockRecord, on_hand: int, reason: str, by: User | None) -> StockRecord:
    """The shelf was counted. Raises StockPromised when fewer units are left than orders were promised."""
    record = StockRecord.objects.select_for_update(of=("self",)).select_related("variant").get(pk=record.pk)
    if on_hand < record.allocated + record.held:
        raise StockPromised
    if on_hand != record.on_hand:
        StockRecord.objects.filter(pk=record.pk).update(on_hand=on_hand)
        _write_movement(record, StockMovement.Kind.CORRECTED, on_hand - record.on_hand, reason, by)
        refresh_availability([record.variant.product_id])
    return record


@transaction.atomic
def hold_stock(*, quantities: Mapping[Variant, int], reference: str, expires_at: datetime) -> list[StockHold]:
    """Promise units to `reference` until `expires_at`. All or nothing: raises OutOfStock for the first shortage."""
    holds = []
    for variant in sorted(quantities, key=lambda variant: variant.pk):
        for record, quantity in _take(variant, quantities[variant]):
            holds.append(StockHold(record=record, reference=reference, quantity=quantity, expires_at=expires_at))
    StockHold.objects.bulk_create(holds)
    refresh_availability({variant.product_id for variant in quantities})
    return holds


@transaction.atomic
def allocate_stock(*, reference: str, at: datetime) -> None:
    """The order is paid: what was held is now to be packed.

    Units that were released before the payment came are promised once more if they are there; raises OutOfStock.
    """
    holds = StockHold.objects.lock(reference)
    if all(hold.state == StockHold.State.RELEASED for hold in holds):
        _hold_again(holds, reference, at)
        holds = StockHold.objects.lock(reference)
    for hold in holds:
        if hold.state == StockHold.State.HELD:
            _move_units(hold, held=-hold.quantity, allocated=hold.quantity)
            hold.move_to(StockHold.State.ALLOCATED)


@transaction.atomic
def release_stock(*, reference: str) -> None:
    """The order came to nothing: its units can be bought again."""
    freed = [hold for hold in StockHold.objects.lock(reference) if hold.can_move_to(StockHold.State.RELEASED)]
    for hold in freed:
        column = "held" if hold.state == StockHold.State.HELD else "allocated"
        _move_units(hold, **{column: -hold.quantity})
        hold.move_to(StockHold.State.RELEASED)
    refresh_availability(_products_of(freed))


def release_expired_stock(*, at: datetime) -> int:
    """Free what was held for orders that were not paid in time; returns how many orders let go."""
    references = list(StockHold.objects.expired(at).values_list("reference", flat=True).distinct())
    for reference in references:
        release_stock(reference=reference)
    return len(references)


@transaction.atomic
def ship_stock(*, reference: str, quantities: Mapping[int, int], by: User | None) -> None:
    """Allocated units leave the shelf. `quantities` maps variant ids to units. Raises StockPromised when too many."""
    left = dict(quantities)
    for hold in StockHold.objects.lock(reference):
        variant_id = hold.record.variant_id
        if hold.state == StockHold.State.ALLOCATED and left.get(variant_id):
            left[variant_id] -= _ship_from(hold, left[variant_id], by)
    if any(left.values()):
        raise StockPromised


def _hold_again(holds: list[StockHold], reference: str, at: datetime) -> None:
    variants = Variant.objects.select_related("product").in_bulk({hold.record.variant_id for hold in holds})
    wanted: dict[Variant, int] = {}
    for hold in holds:
        variant = variants[hold.record.variant_id]
        wanted[variant] = wanted.get(variant, 0) + hold.quantity
    hold_stock(quantities=wanted, reference=reference, expires_at=at)


def _take(variant: Variant, quantity: int) -> list[tuple[StockRecord, int]]:
    taken, missing = [], quantity
    for record in StockRecord.objects.filter(variant=variant, location__is_active=True).order_by("pk"):
        part = min(missing, record.available)
        while part > 0 and not _hold_units(record, part):  # somebody else was quicker: look again
            record.refresh_from_db(fields=["on_hand", "allocated", "held"])
            part = min(missing, record.available)
        if part > 0:
            taken.append((record, part))
            missing -= part
        if not missing:
            return taken
    raise OutOfStock(variant, quantity - missing)


def _hold_units(record: StockRecord, quantity: int) -> bool:
    enough = StockRecord.objects.annotate(left=AVAILABLE).filter(pk=record.pk, left__gte=quantity)
    return bool(enough.update(held=F("held") + quantity))


def _ship_from(hold: StockHold, wanted: int, by: User | None) -> int:
    quantity = min(wanted, hold.quantity)
    _move_units(hold, on_hand=-quantity, allocated=-quantity)
    _write_movement(hold.record, StockMovement.Kind.SHIPPED, -quantity, hold.reference, by)
    if quantity == hold.quantity:
        hold.move_to(StockHold.State.SHIPPED)
    else:
        StockHold.objects.filter(pk=hold.pk).update(quantity=F("quantity") - quantity)
        StockHold.objects.create(
            record=hold.record,
            reference=hold.reference,
            quantity=quantity,
            expires_at=hold.expires_at,
            state=StockHold.State.SHIPPED,
        )
    return quantity


def _move_units(hold: StockHold, **changes: int) -> None:
    changed = {column: F(column) + change for column, change in changes.items()}
    StockRecord.objects.filter(pk=hold.record_id).update(**changed)


def _write_movement(
    record: StockRecord, kind: StockMovement.Kind, quantity: int, reference: str, by: User | None
) -> None:
    StockMovement.objects.create(record=record, kind=kind, quantity=quantity, reference=reference, moved_by=by)


def _products_of(holds: list[StockHold]) -> set[int]:
    records = [hold.record_id for hold in holds]
    return set(StockRecord.objects.filter(pk__in=records).values_list("variant__product_id", flat=True))
