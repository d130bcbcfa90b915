"""A customer's orders as a list: found by words, by year and by where they are."""

from collections.abc import Sequence
from datetime import date, datetime, time

from django.db.models import Exists, F, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum, TextChoices, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from orders.models.arrivals import has_come
from orders.models.events import OrderEvent
from orders.models.order_lines import LINE_GOODS, OrderLine
from orders.models.order_states import OrderState
from orders.models.orders import OrderQuerySet
from orders.models.returns import Return, ReturnState
from orders.models.shipments import Shipment, ShipmentLine

NOTHING_COMES = (ReturnState.REJECTED, ReturnState.CANCELED, ReturnState.EXPIRED)
RUNNING = (OrderState.CONFIRMED, OrderState.ON_HOLD)


class Place(TextChoices):
    """Where an order is, for its customer. Each is in exactly one of the first four."""

    OPEN = "open", _("Not sent yet")
    UNDER_WAY = "under_way", _("On the way")
    DELIVERED = "delivered", _("Delivered")
    CANCELED = "canceled", _("Canceled")
    RETURNED = "returned", _("Sent back")
    ARCHIVED = "archived", _("Archived")


def with_cards(orders: OrderQuerySet) -> OrderQuerySet:
    """With all that a card shows, in a query for each kind of thing."""
    return orders.prefetch_related(
        Prefetch("lines", OrderLine.objects.select_related(*LINE_GOODS)),
        "shipments__lines",
        Prefetch("events", OrderEvent.objects.filter(kind=OrderEvent.Kind.DELAYED)),
    )


def found_by(orders: OrderQuerySet, words: Sequence[str]) -> OrderQuerySet:
    """Each of the words stands in the number, or in title, options or SKU of a line."""
    for word in words:
        in_line = Q(title__icontains=word) | Q(sku__icontains=word) | Q(options__icontains=word)
        lines = OrderLine.objects.filter(in_line, order=OuterRef("pk"))
        number = word.replace("-", "")
        orders = orders.filter((Q(number__icontains=number) if number else Q()) | Exists(lines))
    return orders


def placed_in(orders: OrderQuerySet, year: int) -> OrderQuerySet:
    """In that year by the shop's calendar."""
    return orders.filter(placed_at__gte=_new_year(year), placed_at__lt=_new_year(year + 1))


def years_of(orders: OrderQuerySet) -> list[int]:
    """In which the customer ordered, the last one first."""
    return [moment.year for moment in orders.datetimes("placed_at", "year", order="DESC")]


def standing_in(orders: OrderQuerySet, place: str) -> OrderQuerySet:
    """Those in a Place."""
    if place == Place.ARCHIVED:
        return orders.exclude(archived_at=None)
    if place == Place.RETURNED:
        came_back = OrderLine.objects.filter(order=OuterRef("pk"), returned__gt=0)
        coming = Return.objects.exclude(state__in=NOTHING_COMES).filter(order=OuterRef("pk"))
        return orders.filter(Exists(came_back) | Exists(coming))
    if place == Place.CANCELED:
        return orders.filter(state=OrderState.CANCELED)
    orders = orders.alias(is_under_way=Exists(_on_the_way()), wanted=_wanted(), came=_came())
    is_running = Q(state__in=RUNNING)
    is_done = Q(state=OrderState.COMPLETED)
    all_came = is_running & Q(is_under_way=False, wanted__gt=0, came__gte=F("wanted"))
    if place == Place.DELIVERED:
        return orders.filter(is_done | all_came)
    if place == Place.UNDER_WAY:
        return orders.filter(is_running, is_under_way=True)
    not_sent = is_running & Q(is_under_way=False) & ~Q(wanted__gt=0, came__gte=F("wanted"))
    return orders.filter(not_sent | Q(state__in=[OrderState.PENDING, OrderState.STOCK_PROBLEM]))


def _on_the_way() -> QuerySet[Shipment]:
    return Shipment.objects.filter(order=OuterRef("pk"), state=Shipment.State.SHIPPED, presumed_at=None)


def _wanted() -> Coalesce:
    lines = OrderLine.objects.filter(order=OuterRef("pk")).order_by().values("order")
    return _sum(lines.annotate(units=Sum(F("quantity") - F("canceled"))))


def _came() -> Coalesce:
    packed = ShipmentLine.objects.filter(has_come("shipment__"), shipment__order=OuterRef("pk")).order_by()
    return _sum(packed.values("shipment__order").annotate(units=Sum("quantity")))


def _sum(rows: QuerySet) -> Coalesce:
    return Coalesce(Subquery(rows.values("units"), output_field=IntegerField()), Value(0))


def _new_year(year: int) -> datetime:
    return timezone.make_aware(datetime.combine(date(year, 1, 1), time.min))
