"""Tiers and orders: what a customer bought in twelve months, and telling loyalty whenever that changed.

What counts is paid in money, as for points, and counts from the day on which it arrived.
"""

import logging
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import DatabaseError, transaction
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from core.errors import Refused
from core.money import ZERO, Money
from core.retries import again_when_blocked
from loyalty.actions.occasions import batches_of
from loyalty.actions.points_ledger import Cause
from loyalty.actions.tiers import (
    finish_count,
    follow_spend,
    follow_spends,
    lock_status,
    lock_statuses,
    reached_by,
    start_count,
)
from loyalty.models import Tier, TierStatus
from loyalty.rules.occasions import day_of
from loyalty.rules.periods import months_on
from loyalty.rules.tiers import (
    GRACE,
    MONTHS,
    KnownTier,
    Portion,
    Standing,
    missing_by,
    next_tier,
    spend_on,
    stays_until,
)
from orders.models import Order, OrderLine, Shipment, ShipmentLine
from orders.models.arrivals import came_at, has_come

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Bought(Portion):
    """So much of an order arrived on a day."""

    order_id: int = 0


@dataclass(frozen=True)
class Progress:
    """How a customer stands and what is next, for the points page.

    `missing` has to arrive until `by` to reach `next`; `by` is None where nothing counts yet, so that no day presses.
    Nothing is missing between a change by staff and the next count.
    `missing_to_keep` has to arrive until the review, or the end of the grace, to keep what is held.
    """

    standing: Standing
    tiers: list[KnownTier]
    spend: Money
    next: KnownTier | None
    missing: Money
    by: date | None
    missing_to_keep: Money

    @property
    def grace_days(self) -> int:
        return GRACE.days


@transaction.atomic(savepoint=False)
def follow_order_spend(*, order: Order, at: datetime) -> None:
    """Something of a locked order arrived or went back. An order of which nothing ever arrived is passed over.

    How the customer stands is locked before looking: of two orders at once the later one sees both.
    """
    came = Q(delivered_at__isnull=False) | Q(presumed_at__isnull=False)
    if order.customer is None or order.is_gift_card or not order.shipments.filter(came).exists():
        return
    _follow(order.customer, Cause(order.reference, at), order)


@transaction.atomic(savepoint=False)
def follow_joined_orders(*, customer: User, at: datetime) -> None:
    """Orders that were placed as a guest are the customer's now."""
    _follow(customer, Cause(f"joined/{customer.pk}", at))


@transaction.atomic(savepoint=False)
def _follow(customer: User, cause: Cause, order: Order | None = None) -> None:
    if not customer.is_active or not Tier.objects.exists():
        return
    status = lock_status(customer)
    bought = bought_by([customer.pk], timezone.localdate(cause.at)).get(customer.pk, [])
    is_gone = order is not None and not any(part.amount for part in bought if part.order_id == order.pk)
    follow_spend(status=status, portions=bought, cause=cause, gone=_gone(status) if is_gone else ())


def _gone(status: TierStatus) -> set[str]:
    """Of the orders by which tiers were ever reached, those of which nothing is kept any more."""
    numbers = [name.removeprefix("order/") for name in reached_by(status) if name.startswith("order/")]
    orders = Order.objects.filter(number__in=numbers, customer=status.customer_id).prefetch_related(
        Prefetch("lines", OrderLine.objects.select_related("order").prefetch_related("tender_shares"))
    )
    return {order.reference for order in orders if not any(line.kept_in_money for line in order.lines.all())}


def count_tiers(*, at: datetime) -> int:
    """Once a day, and whenever tiers were changed: hold customers against what they bought. Returns who took a step.

    After a change it is about everybody, else about those of whom something fell out of the twelve months or whose day
    has come. Stopped half-way it begins again, and finds done what was done.
    """
    count = start_count()
    if not Tier.objects.exists():
        return 0
    today = timezone.localdate(at)
    if (
        not count.is_stale
        and count.counted_at
        and day_of(timezone.localtime(count.counted_at)) >= day_of(timezone.localtime(at))
    ):
        return 0
    since = None if count.is_stale or count.counted_at is None else timezone.localdate(count.counted_at)
    steps = [_try_batch(ids, at) for ids in batches_of(_to_count(since, today))]
    if None not in steps:
        finish_count(count=count, at=at)
    return sum(number or 0 for number in steps)


def _try_batch(customers: Sequence[int], at: datetime) -> int | None:
    """How many of a batch took a step; None when it cannot be helped now, and then the whole count comes again."""
    try:
        return _count_batch(customers=customers, at=at)
    except (Refused, DatabaseError) as error:
        logger.warning("Tiers of %s customers are left for the next count: %s", len(customers), error)
        return None


@again_when_blocked
@transaction.atomic
def _count_batch(*, customers: Sequence[int], at: datetime) -> int:
    today = timezone.localdate(at)
    statuses = [status for status in lock_statuses(customers) if status.customer.is_active]
    bought = bought_by([status.customer_id for status in statuses], today)
    portions = {status: bought.get(status.customer_id, []) for status in statuses}
    return follow_spends(portions=portions, cause=Cause(f"day/{today.isoformat()}", at))


def bought_by(customers: Collection[int], today: date) -> dict[int, list[Bought]]:
    """By customer, what arrived in the twelve months before this day and is kept; three queries for all of them.

    A line that arrived in several parcels is shared out by their units. Buying a gift card does not count.
    """
    parcels = ShipmentLine.objects.filter(has_come("shipment__"))
    recent = parcels.annotate(came=came_at("shipment__")).filter(came__gte=_start_of(months_on(today, -MONTHS)))
    lines = OrderLine.objects.filter(
        Exists(recent.filter(order_line=OuterRef("pk"))), order__customer__in=customers, order__is_gift_card=False
    )
    come = Prefetch("shipment_lines", parcels.select_related("shipment").order_by("pk"))
    found: dict[int, list[Bought]] = {}
    for line in lines.select_related("order").prefetch_related("tender_shares", come):
        found.setdefault(line.order.customer_id or 0, []).extend(_portions(line))
    return found


def progress_of(*, customer: User, at: datetime) -> Progress | None:
    """How a customer stands today, counted anew; None in a shop without tiers, for who has none."""
    if not Tier.known():
        return None
    tiers, today = Tier.all_known(), timezone.localdate(at)
    status = TierStatus.objects.filter(customer=customer).first()
    standing = status.standing(tiers) if status else Standing()
    offered = [tier for tier in tiers.values() if tier.is_active]
    if not offered and standing.tier is None:
        return None
    bought = bought_by([customer.pk], today).get(customer.pk, [])
    spend, following = spend_on(bought, today), next_tier(standing.tier, offered)
    keep_by = standing.grace_until or standing.review_on
    return Progress(
        standing=standing,
        tiers=offered,
        spend=spend,
        next=following,
        missing=max(ZERO, following.amount - spend) if following else ZERO,
        by=stays_until(bought, today),
        missing_to_keep=missing_by(standing.tier.amount, bought, keep_by) if standing.tier and keep_by else ZERO,
    )


def _portions(line: OrderLine) -> Iterable[Bought]:
    parcels = list(line.shipment_lines.all())
    units = [parcel.quantity for parcel in parcels]
    shares = line.kept_in_money.share([*units, max(0, line.units - sum(units))])
    for parcel, amount in zip(parcels, shares, strict=False):
        came = parcel.shipment.came_at
        if came is not None:
            yield Bought(timezone.localdate(came), amount, line.order_id)


def _to_count(since: date | None, today: date) -> QuerySet[User]:
    """Everybody who bought or holds something; of those counted on the day `since`, whom time has changed."""
    first, last = months_on(since or today, -MONTHS), months_on(today, -MONTHS) + timedelta(days=1)
    came = Shipment.objects.arrived().annotate(came=came_at()).filter(came__gte=_start_of(first))
    if since is not None:
        came = came.filter(came__lt=_start_of(last + timedelta(days=1)))
    held = TierStatus.objects.all() if since is None else TierStatus.objects.due(today)
    buyers = came.exclude(order__customer=None).values("order__customer")
    return User.objects.filter(Q(pk__in=buyers) | Q(pk__in=held.values("customer")), is_active=True)


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
