"""What can happen to stock. Counters change by one conditional statement each, so no two buyers get the same unit."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Refused
from core.kills import kill_point
from shop.actions.listings import refresh_availability
from shop.actions.partner_events import note_products
from shop.models import Location, StockHold, StockMovement, StockRecord, Variant
from shop.models.stock import AHEAD, AVAILABLE
from shop.rules.allocation import Plan, plan_arrivals, plan_parcels

PLANS = 50
"""How often a plan is made anew while others take the same units: each time somebody else got theirs."""


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
    """Goods came in. Zero only makes the variant known at the place, such as to sell it ahead."""
    record, _created = StockRecord.objects.get_or_create(variant=variant, location=location)
    if not quantity:
        return record
    StockRecord.objects.filter(pk=record.pk).update(on_hand=F("on_hand") + quantity)
    _write_movement(record, StockMovement.Kind.RECEIVED, quantity, reference, by)
    _follow([variant.product_id])
    return record


@transaction.atomic
def take_back_stock(
    *, variant: Variant, location: Location, quantity: int, reference: str, by: User | None
) -> StockRecord:
    """Sold units came back as good as new and can be sold again."""
    record, _created = StockRecord.objects.get_or_create(variant=variant, location=location)
    StockRecord.objects.filter(pk=record.pk).update(on_hand=F("on_hand") + quantity)
    _write_movement(record, StockMovement.Kind.RETURNED, quantity, reference, by)
    _follow([variant.product_id])
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
        _follow([record.variant.product_id])
    return record


@transaction.atomic
def hold_stock(
    *, quantities: Mapping[Variant, int], reference: str, expires_at: datetime, at: datetime, may_wait: bool = False
) -> list[StockHold]:
    """Promise units to `reference` until `expires_at`. All or nothing: raises OutOfStock for the first shortage.

    Holds that ran out by `at` and that no sweeper has seen yet do not stand in the way. `may_wait`: what is not here
    may be promised from what is expected.
    """
    taken = _take_all(quantities, at, may_wait)
    holds = StockHold.objects.bulk_create(
        StockHold(record_id=take[0], reference=reference, quantity=take[2], is_ahead=take[1], expires_at=expires_at)
        for take in taken
    )
    _follow({variant.product_id for variant in quantities})
    return holds


@transaction.atomic
def prolong_hold(*, reference: str, until: datetime) -> None:
    """The payment is on its way: what is held stays held until then."""
    StockHold.objects.filter(reference=reference, state=StockHold.State.HELD, expires_at__lt=until).update(
        expires_at=until
    )


@transaction.atomic
def keep_back(*, record: StockRecord, units: int) -> StockRecord:
    """So many units of it are never promised from now on."""
    StockRecord.objects.filter(pk=record.pk).update(safety=units)
    _follow([record.variant.product_id])
    return StockRecord.objects.get(pk=record.pk)


@transaction.atomic(savepoint=False)
def secure_stock(*, quantities: Mapping[Variant, int], reference: str, at: datetime) -> dict[Variant, int]:
    """The order is paid: what is held for it is now to be packed, and what is not is taken if it is there.

    `quantities` is all that the order wants. Returns the units that are missing; to be called again when stock came.
    """
    holds = StockHold.objects.lock(reference)
    for hold in holds:
        if hold.state == StockHold.State.HELD:
            _allocate(hold)
    missing = _still_missing(quantities, holds)
    return {variant: units for variant, units in _allocate_more(missing, reference, at).items() if units}


@transaction.atomic
def release_stock(*, reference: str) -> None:
    """The order came to nothing: its units can be bought again."""
    freed = [hold for hold in StockHold.objects.lock(reference) if hold.can_move_to(StockHold.State.RELEASED)]
    for hold in freed:
        _move_units(hold, **{hold.column: -hold.quantity})
        hold.move_to(StockHold.State.RELEASED)
    _follow(_products_of(freed))
    kill_point("release_stock:before_commit")


def release_expired_stock(*, at: datetime) -> int:
    """Free what was held for orders that were not paid in time; returns how many orders let go."""
    references = list(StockHold.objects.expired(at).values_list("reference", flat=True).distinct())
    for reference in references:
        release_stock(reference=reference)
    return len(references)


@transaction.atomic
def release_units(*, reference: str, quantities: Mapping[int, int]) -> None:
    """Some units (by variant id) are not wanted any more: they can be bought again. Those not here yet go first."""
    left = dict(quantities)
    freed = []
    for hold in sorted(StockHold.objects.lock(reference), key=lambda hold: not hold.is_ahead):
        units = min(left.get(hold.record.variant_id, 0), hold.quantity)
        if units and hold.can_move_to(StockHold.State.RELEASED):
            left[hold.record.variant_id] -= units
            freed.append(hold)
            _release_part(hold, units)
    _follow(_products_of(freed))


@transaction.atomic
def ship_stock(*, reference: str, quantities: Mapping[int, int], by: User | None) -> None:
    """Allocated units leave the shelf. `quantities` maps variant ids to units. Raises StockPromised when too many."""
    left = dict(quantities)
    for hold in StockHold.objects.lock(reference):
        variant_id = hold.record.variant_id
        if hold.state == StockHold.State.ALLOCATED and not hold.is_ahead and left.get(variant_id):
            left[variant_id] -= _ship_from(hold, left[variant_id], by)
    if any(left.values()):
        raise StockPromised


def _allocate(hold: StockHold) -> None:
    if not hold.is_ahead:
        _move_units(hold, held=-hold.quantity, allocated=hold.quantity)
    hold.move_to(StockHold.State.ALLOCATED)


def _release_part(hold: StockHold, units: int) -> None:
    _move_units(hold, **{hold.column: -units})
    if units == hold.quantity:
        hold.move_to(StockHold.State.RELEASED)
    else:
        StockHold.objects.filter(pk=hold.pk).update(quantity=F("quantity") - units)


def _still_missing(quantities: Mapping[Variant, int], holds: list[StockHold]) -> dict[Variant, int]:
    kept = (StockHold.State.ALLOCATED, StockHold.State.SHIPPED)
    have: Counter[int] = Counter()
    for hold in holds:
        have[hold.record.variant_id] += hold.quantity if hold.state in kept else 0
    return {variant: units - have[variant.pk] for variant, units in quantities.items() if units > have[variant.pk]}


def _allocate_more(missing: dict[Variant, int], reference: str, at: datetime) -> dict[Variant, int]:
    """Take what there is of each; returns what is left to take."""
    if not missing:
        return {}
    available = StockRecord.objects.filter(variant__in=missing).available_by_variant()
    there = {variant: min(units, available.get(variant.pk, 0)) for variant, units in missing.items()}
    there = {variant: units for variant, units in there.items() if units > 0}
    try:
        with transaction.atomic():
            hold_stock(quantities=there, reference=reference, expires_at=at, at=at)
            for hold in StockHold.objects.lock(reference):
                if hold.state == StockHold.State.HELD:
                    _allocate(hold)
    except OutOfStock:  # somebody was quicker between the look and the grip
        return _allocate_more(missing, reference, at)
    return {variant: units - there.get(variant, 0) for variant, units in missing.items()}


def _take_all(quantities: Mapping[Variant, int], at: datetime, may_wait: bool) -> list[tuple[int, bool, int]]:
    """Hold the units that the allocation rule chose, locking records in the order of their ids.

    Returns what was taken as (record id, whether it is awaited, units). When somebody was quicker, all is let go and
    planned anew from what is left. Raises OutOfStock.
    """
    if not quantities:
        return []
    wanted = {variant.pk: units for variant, units in quantities.items()}
    for _attempt in range(PLANS):
        plan = plan_parcels(wanted, StockRecord.objects.filter(variant__in=wanted).shelves())
        if plan.missing and _release_expired_of(plan.missing, at):
            continue
        ahead = _plan_ahead(plan.missing, at) if may_wait else Plan(missing=plan.missing)
        for variant in quantities:
            if variant.pk in ahead.missing:
                raise OutOfStock(variant, wanted[variant.pk] - ahead.missing[variant.pk])
        takes = sorted([(pk, False, units) for pk, units in plan.takes] + [(pk, True, n) for pk, n in ahead.takes])
        if _hold_planned(takes, at):
            return takes
    raise OutOfStock(next(iter(quantities)), 0)


def _plan_ahead(missing: Mapping[int, int], at: datetime) -> Plan:
    if not missing or not StockRecord.objects.anything_ahead():
        return Plan(missing=dict(missing))
    return plan_arrivals(missing, StockRecord.objects.filter(variant__in=missing).arrivals(timezone.localdate(at)))[0]


def _release_expired_of(variant_ids: Iterable[int], at: datetime) -> int:
    """Let go what was held too long of these variants; returns how many orders held it."""
    expired = StockHold.objects.expired(at).filter(record__variant__in=list(variant_ids))
    references = sorted(set(expired.values_list("reference", flat=True)))
    for reference in references:
        release_stock(reference=reference)
    return len(references)


def _hold_planned(takes: list[tuple[int, bool, int]], at: datetime) -> bool:
    try:
        with transaction.atomic():
            for record_id, is_ahead, units in takes:
                if not (_await_units(record_id, units, at) if is_ahead else _hold_units(record_id, units)):
                    raise _TooSlow
    except _TooSlow:
        return False
    return True


class _TooSlow(Exception):
    """Between planning and holding somebody else took a unit."""


def _hold_units(record_id: int, quantity: int) -> bool:
    enough = StockRecord.objects.annotate(left=AVAILABLE).filter(pk=record_id, left__gte=quantity)
    return bool(enough.update(held=F("held") + quantity))


def _await_units(record_id: int, quantity: int, at: datetime) -> bool:
    # Columns of the row alone: with a join the condition would not be asked again after waiting for the lock.
    enough = StockRecord.objects.annotate(left=AHEAD).filter(pk=record_id, left__gte=quantity)
    return bool(enough.filter(expected_on__gte=timezone.localdate(at)).update(awaited=F("awaited") + quantity))


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


def _follow(product_ids: Collection[int]) -> None:
    """What can be sold of these is another number now."""
    refresh_availability(product_ids)
    note_products("stock.changed", product_ids)
