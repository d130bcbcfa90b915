"""Parcels in words: where they are, and the promise against what happened."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.dates import format_skeleton
from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from core.currency import babel_locale
from orders.actions.delays import told_days
from orders.models import CarrierEvent, DeliveryProof, Order, Shipment
from orders.rules.tracking import FOLDED_BEYOND, Punctuality, punctuality

register = template.Library()


@dataclass(frozen=True)
class Parcel:
    """What a page shows of one parcel; `reports` and `older` are the carrier's words, newest first."""

    shipment: Shipment
    title: str
    headline: str
    against: str
    is_late: bool
    reports: list[CarrierEvent]
    older: list[CarrierEvent]
    left_with: str
    photo_url: str


@register.inclusion_tag("orders/tracking/_parcel_list.html")
def parcels(order: Order, token: str = "") -> dict[str, Any]:
    """Every parcel of an order loaded by `whole()`."""
    shipments = list(order.shipments.all())
    titles = (
        [gettext("Parcel %(n)s of %(all)s") % {"n": n, "all": len(shipments)} for n in range(1, len(shipments) + 1)]
        if len(shipments) > 1
        else [gettext("Parcel")]
    )
    told = told_days(order)
    return {"parcels": [_parcel(order, row, title, told, token) for row, title in zip(shipments, titles, strict=False)]}


@register.simple_tag
def arrival(order: Order) -> dict[str, str]:
    """When an order that is on its way is expected, if that is not as promised: `day` and `promised`, in words."""
    named = [row.told_expected_on for row in _open_parcels(order) if row.told_expected_on]
    known = max([*told_days(order), *named], default=None)
    today = timezone.localdate()
    if known and known > order.arrives_until and known >= today:
        return {"day": short_day(known), "promised": short_day(order.arrives_until), "is_later": "1"}
    if max(known or order.arrives_until, order.arrives_until) < today:
        return {"day": "", "promised": short_day(order.arrives_until), "is_later": "1"}
    return {}


@register.filter
def short_day(day: date | str) -> str:
    """ "Thu, 12 Nov", as the reader's language writes it; also of a day that is kept as text."""
    day = date.fromisoformat(day) if isinstance(day, str) else day
    return format_skeleton("MMMEd", day, locale=babel_locale())


@register.filter
def local_day(moment: Any) -> date:
    return timezone.localdate(moment)


def _open_parcels(order: Order) -> list[Shipment]:
    return [row for row in order.shipments.all() if row.state == Shipment.State.SHIPPED and not row.has_come]


def _parcel(order: Order, shipment: Shipment, title: str, told: list[date], token: str) -> Parcel:
    reports = list(shipment.carrier_events.all())
    proof = next((row for row in map(_proof, reports) if row), None)
    when = _punctuality(order, shipment, told)
    has_photo = bool(token and proof and proof.photo)
    return Parcel(
        shipment=shipment,
        title=title,
        headline=_headline(order, shipment),
        against=_against(when, shipment.promised_on or order.arrives_until) if when else "",
        is_late=bool(when) and _is_late(when, shipment.promised_on or order.arrives_until),
        reports=reports[:FOLDED_BEYOND],
        older=reports[FOLDED_BEYOND:],
        left_with=proof.left_with if proof else "",
        photo_url=reverse("orders:order-proof-photo", args=[token, proof.event_id]) if proof and has_photo else "",
    )


def _proof(report: CarrierEvent) -> DeliveryProof | None:
    return getattr(report, "proof", None)


def _punctuality(order: Order, shipment: Shipment, told: list[date]) -> Punctuality | None:
    """Nothing of a parcel that is lost, of which nobody knows when it came, or whose order is over."""
    is_over = order.state in (Order.State.CANCELED, Order.State.PENDING)
    if is_over or shipment.state == Shipment.State.LOST or (shipment.presumed_at and not shipment.delivered_at):
        return None
    promise = shipment.promised_on or order.arrives_until
    named = shipment.told_expected_on or max(told, default=None)
    return punctuality(
        first=min(order.arrives_from, promise),
        promise=promise,
        came_on=timezone.localdate(shipment.delivered_at) if shipment.delivered_at else None,
        expected=named,
        today=timezone.localdate(),
    )


def _is_late(when: Punctuality, promise: date) -> bool:
    return when.word in ("late", "overdue") or bool(when.day and when.day > promise)


def _headline(order: Order, shipment: Shipment) -> str:
    if shipment.state == Shipment.State.PREPARING:
        if order.cancel_requests.open().exists():
            return gettext("Packed. You asked to cancel, and we are looking at it: it stays here until then.")
        return gettext("Packed. The carrier fetches it next.")
    if shipment.state == Shipment.State.LOST:
        return gettext("Lost on the way")
    if shipment.delivered_at:
        return gettext("Delivered on %s") % short_day(timezone.localdate(shipment.delivered_at))
    if shipment.presumed_at:
        return gettext("It should have arrived. If it has not, please tell us.")
    return str(shipment.get_told_code_display() or gettext("On its way"))


def _against(when: Punctuality, promise: date) -> str:
    """The promise and what came of it, in a sentence."""
    if when.word == "early":
        return ngettext("Came a day early", "Came %(n)s days early", when.days) % {"n": when.days}
    if when.word == "late":
        words = ngettext("Came a day later than promised", "Came %(n)s days later than promised", when.days)
        return words % {"n": when.days}
    if when.word == "as_promised":
        return gettext("Came as promised")
    days = {"promised": short_day(promise), "expected": short_day(when.day or promise)}
    if when.word == "overdue":
        return gettext("Promised by %(promised)s. It is late, and we are looking where it is.") % days
    if when.day == promise:
        return gettext("Promised by %(promised)s") % days
    return gettext("Promised by %(promised)s; expected %(expected)s") % days
