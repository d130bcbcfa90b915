"""Selling what is not here yet: announced for a day, promised to orders, and given to them when it comes."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.cache import near
from core.errors import Refused
from shop.actions.listings import refresh_availability
from shop.models import Product, StockHold, StockRecord
from shop.models.stock import SELLS_AHEAD_KEY
from shop.rules.allocation import plan_arrivals, plan_parcels


class NoDay(Refused):
    code = "no_day"
    message = _("Please say on which day the goods are expected: today or later.")


@transaction.atomic
def announce_stock(*, record: StockRecord, units: int, expected_on: date | None, at: datetime) -> StockRecord:
    """Up to so many units may be ordered before they are here. Zero ends it; who ordered already keeps waiting.

    Raises NoDay without a day, or with one in the past.
    """
    if units and (expected_on is None or expected_on < timezone.localdate(at)):
        raise NoDay
    record = StockRecord.objects.select_for_update(of=("self",)).select_related("variant").get(pk=record.pk)
    day = expected_on or record.expected_on
    StockRecord.objects.filter(pk=record.pk).update(ahead_limit=units, expected_on=day)
    near.delete(SELLS_AHEAD_KEY)
    refresh_availability([record.variant.product_id])
    return StockRecord.objects.get(pk=record.pk)


@transaction.atomic
def give_to_waiting(*, record: StockRecord) -> int:
    """Units came: the orders that waited longest get them. Returns how many units were given."""
    holds = StockHold.objects.ahead().filter(record=record).select_for_update(of=("self",)).order_by("pk")
    given = sum(_give(hold) for hold in list(holds))
    if given:
        refresh_availability([record.variant.product_id])
    return given


def give_to_all_waiting(*, at: datetime) -> int:
    """The same for every record of which units came; and pages whose day has passed promise it no longer."""
    given = sum(give_to_waiting(record=record) for record in StockRecord.objects.owed().select_related("variant"))
    over = Product.objects.filter(expected_on__lt=timezone.localdate(at)).values_list("pk", flat=True)
    refresh_availability(list(over[:500]))
    return given


def expected_days(*, quantities: Mapping[int, int], at: datetime) -> dict[int, date]:
    """The day by which units (by variant id) are all here, of those variants that are not all here now. Reads only.

    A variant that cannot be promised at all is left out, like one that is in stock.
    """
    if not quantities or not StockRecord.objects.anything_ahead():
        return {}
    records = StockRecord.objects.filter(variant__in=quantities)
    arrivals = records.arrivals(timezone.localdate(at))
    if not arrivals:
        return {}
    missing = plan_parcels(quantities, records.shelves()).missing
    plan, days = plan_arrivals(missing, arrivals)
    return {variant_id: day for variant_id, day in days.items() if variant_id not in plan.missing}


def _give(hold: StockHold) -> int:
    """Units of a locked hold that are here now become held or allocated; the rest stays awaited."""
    row = StockRecord.objects.select_for_update(of=("self",)).get(pk=hold.record_id)
    units = min(hold.quantity, row.on_hand - row.allocated - row.held)
    if units <= 0:
        return 0
    moved = {"awaited": F("awaited") - units, hold.state: F(hold.state) + units}
    StockRecord.objects.filter(pk=row.pk).update(**moved)
    if units == hold.quantity:
        StockHold.objects.filter(pk=hold.pk).update(is_ahead=False)
    else:
        StockHold.objects.filter(pk=hold.pk).update(quantity=F("quantity") - units)
        here = {"record_id": hold.record_id, "reference": hold.reference, "expires_at": hold.expires_at}
        StockHold.objects.create(**here, quantity=units, state=hold.state)
    return units
