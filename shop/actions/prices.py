"""Changing prices: the only way they are, so that the history is whole."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Refused
from core.money import Money
from shop.actions.listings import batches_of, refresh_prices
from shop.actions.partner_events import note_products
from shop.models import PriceChange, PriceList, PriceListEntry, Product, Variant
from shop.models.price_lists import Audience
from shop.rules.prices import DAYS_BEFORE, best_offer, lowest_price, price_before


class PriceNotSensible(Refused):
    code = "price_not_sensible"
    message = _("A price is above zero.")


@transaction.atomic
def set_price(*, variant: Variant, price: Money, announce: bool = False, reference: str, by: User | None) -> Variant:
    """From now on this is the variant's list price, and what everybody pays unless a price list says less.

    With `announce` a reduction is shown beside the lowest price of the 30 days before, if that was higher. The same
    price again changes nothing, but that without `announce` a reduction is not shown any longer. Raises
    PriceNotSensible.
    """
    [variant] = Variant.objects.lock([variant.pk])
    set_list_prices(prices={variant: price}, announce=announce, reference=reference, by=by)
    return variant


@transaction.atomic
def set_list_prices(
    *, prices: Mapping[Variant, Money], announce: bool = False, reference: str, by: User | None
) -> set[int]:
    """The same for many variants, locked already; returns the ids of those that cost something else now.

    Raises PriceNotSensible: then none is changed.
    """
    if any(price <= Money(0) for price in prices.values()):
        raise PriceNotSensible
    by_id = {variant.pk: price for variant, price in prices.items()}
    changes = _settle(list(prices), _Cause(timezone.now(), announce, reference, by), by_id)
    refresh_prices({change.variant.product_id for change in changes})
    return {change.variant.pk for change in changes}


def carry_out_price_lists(*, at: datetime) -> int:
    """Start and end price lists: variants cost what the lists running now say. Returns how many changed.

    Safe at any time and twice: only what differs is locked and written, batch by batch.
    """
    concerned = Variant.objects.filter(
        Q(price_list__isnull=False)
        | Q(member_price__isnull=False)
        | Q(pk__in=PriceListEntry.objects.filter(price_list__in=PriceList.objects.running(at)).values("variant"))
    )
    cause, changed = _Cause(at, announce=True), 0
    for batch in batches_of(concerned.values_list("pk", flat=True)):
        due = [change.variant.pk for change in _changes(Variant.objects.filter(pk__in=batch), cause)]
        changed += follow_price_lists(variant_ids=due, at=at) if due else 0
    return changed


@transaction.atomic
def follow_price_lists(*, variant_ids: Collection[int], at: datetime, by: User | None = None) -> int:
    """The same for these variants, all at once or not at all."""
    cause = _Cause(at, announce=True, by=by)
    batches = [Variant.objects.lock(batch) for batch in batches_of(variant_ids)]
    changes = [change for batch in batches for change in _settle(batch, cause)]
    refresh_prices({change.variant.product_id for change in changes})
    return len(changes)


@transaction.atomic
def change_prices_by(*, products: QuerySet[Product], percent: Decimal, announce: bool, by: User | None) -> int:
    """Change the list price of every active variant of these by so many percent; returns how many changed."""
    variants = Variant.objects.filter(product__in=products, is_active=True).order_by("pk")
    for variant in variants:
        price = variant.base_price + variant.base_price.percent(percent)
        set_price(variant=variant, price=price, announce=announce, reference=f"staff {percent:+} %", by=by)
    return len(variants)


def record_first_price(variant: Variant, reference: str, by: User | None) -> None:
    """Open a variant's history."""
    PriceChange.objects.create(
        variant=variant, old_price=None, new_price=variant.price, reference=reference, changed_by=by
    )
    note_products("price.changed", [variant.product_id])


class _Cause(NamedTuple):
    """Why prices are looked at again. Without a `reference` it is the price list that starts or ends."""

    at: datetime
    announce: bool
    reference: str = ""
    by: User | None = None


class _Costs(NamedTuple):
    """What a variant's columns say of its price."""

    base_price: Money
    price: Money
    compare_at: Money | None
    member_price: Money | None
    price_list_id: int | None


class _Change(NamedTuple):
    variant: Variant
    old: _Costs
    new: _Costs


def _settle(
    variants: Sequence[Variant], cause: _Cause, base_prices: Mapping[int, Money] | None = None
) -> list[_Change]:
    """Write what these locked variants cost now where it differs, and the history; returns what differed."""
    lowest = _lowest_prices(variants, cause.at)
    changes = _changes(variants, cause, base_prices, lowest)
    for change in changes:
        for name, value in change.new._asdict().items():
            setattr(change.variant, name, value)
    Variant.objects.bulk_update([change.variant for change in changes], [*_Costs._fields[:-1], "price_list"])
    PriceChange.objects.bulk_create(_history_row(change, cause) for change in changes if _is_news(change))
    note_products("price.changed", {change.variant.product_id for change in changes})
    return changes


def _changes(
    variants: Iterable[Variant],
    cause: _Cause,
    base_prices: Mapping[int, Money] | None = None,
    lowest: dict[int, Money] | None = None,
) -> list[_Change]:
    """Those that cost something else than the running lists and their list price say."""
    rows = list(variants)
    running = PriceListEntry.objects.filter(variant__in=rows, price_list__in=PriceList.objects.running(cause.at))
    everybody = running.by_variant(price_list__audience=Audience.EVERYBODY)
    members = running.by_variant(price_list__audience=Audience.MEMBERS)
    changes = []
    for variant in rows:
        old = _Costs(*(getattr(variant, name) for name in _Costs._fields))
        base = (base_prices or {}).get(variant.pk, old.base_price)
        price, list_id = best_offer(base, everybody.get(variant.pk, ())) or (base, None)
        before = _before(old, price, cause.announce or list_id is not None, (lowest or {}).get(variant.pk))
        member = best_offer(price, members.get(variant.pk, ()))
        new = _Costs(base, price, before, member[0] if member else None, list_id)
        if new != old:
            changes.append(_Change(variant, old, new))
    return changes


def _before(old: _Costs, price: Money, announce: bool, lowest: Money | None) -> Money | None:
    """The price shown struck through from now on: the same price keeps what it has, an announced cut gets one."""
    if not announce:
        return None
    if price == old.price:
        return old.compare_at
    return price_before(price, lowest or old.price)


def _lowest_prices(variants: Sequence[Variant], at: datetime) -> dict[int, Money]:
    """The lowest price of each in the 30 days before, the present one included."""
    since = at - DAYS_BEFORE
    rows = PriceChange.objects.filter(variant__in=variants, created_at__gte=since).order_by()
    changes: dict[int, list[tuple[Money | None, Money]]] = {}
    for variant_id, old, new in rows.values_list("variant_id", "old_price", "new_price"):
        changes.setdefault(variant_id, []).append((old, new))
    return {variant.pk: lowest_price(variant.price, changes.get(variant.pk, ())) for variant in variants}


def _is_news(change: _Change) -> bool:
    return (change.old.price, change.old.compare_at) != (change.new.price, change.new.compare_at)


def _history_row(change: _Change, cause: _Cause) -> PriceChange:
    list_id = change.new.price_list_id or change.old.price_list_id
    by_list = f"price-list/{list_id}" if list_id else "price-list"
    return PriceChange(
        variant=change.variant,
        old_price=change.old.price,
        new_price=change.new.price,
        compare_at=change.new.compare_at,
        reference=by_list if change.new.price_list_id else cause.reference or by_list,
        changed_by=cause.by,
    )
