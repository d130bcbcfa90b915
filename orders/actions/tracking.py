"""Writing down what carriers say of parcels, and doing what follows from it."""

import io
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Refused
from core.retries import again_when_blocked
from orders.actions.delays import tell_delay
from orders.actions.fulfillment import deliver_shipment, lock_shipment
from orders.actions.mails import mail_held_at_counter
from orders.actions.receiving import hear_of_return
from orders.models import CarrierEvent, DeliveryProof, Return, ReturnLabel, Shipment
from orders.models.shipments import Report, ShipmentQuerySet
from orders.rules.tracking import (
    SILENT_BUSINESS_DAYS,
    CarrierReport,
    ParcelName,
    ReportUnreadable,
    business_days_before,
    read_report,
    standing_of,
)
from shop.actions.photos import as_jpeg, decode_photo
from shop.rules.images import NotAPicture

CLOCKS_DIFFER = timedelta(hours=1)
"""A carrier's clock may be ahead of ours by this."""

NUMBERS_RETURN = timedelta(days=2)
"""Carriers use numbers again: what happened so long before the parcel left is of another one."""

PROOFS_KEPT = timedelta(days=180)
"""As long as a mail's link to the order holds."""


class ReportRefused(Refused):
    code = "report_refused"


class UnknownParcel(Refused):
    code = "unknown_parcel"
    message = _("No parcel with this number has left us with this carrier.")


class NotWithCarrier(Refused):
    code = "not_with_carrier"
    message = _("This parcel has not left us yet.")


class FromTheFuture(Refused):
    code = "from_the_future"
    message = _("That has not happened yet.")


class BeforeTheParcel(Refused):
    code = "before_the_parcel"
    message = _("That happened before this parcel left us, so it is about another one.")


def take_in_report(*, row: object, at: datetime, seen_by: object | None = None) -> bool:
    """What every door of a carrier calls with a report as its JSON object: whether it said something new.

    It may be about a parcel to a buyer, or about a return on one of our labels; with `seen_by` only about
    what came from the places of this actor.
    Raises ReportRefused, UnknownParcel, and what `record_carrier_event` raises.
    """
    try:
        name, report = read_report(row)
    except ReportUnreadable as error:
        raise ReportRefused(str(error)) from error
    label = ReturnLabel.objects.filter(carrier=name.carrier, tracking_number=name.number).first()
    if label and _is_among(Return.objects.taken_by, label.sent_back_id, seen_by):
        return hear_of_return(sent_back=label.sent_back, code=report.code, at=at)
    shipment = parcel_named(name, report.happened_at)
    if not _is_among(Shipment.objects.sent_by, shipment.pk, seen_by):
        raise UnknownParcel
    if shipment.carrier_events.filter(reference=report.key).exists():
        return False
    record_carrier_event(shipment=shipment, report=report, at=at)
    return True


def _is_among(rows_of: Callable[[object], QuerySet[Any]], pk: int, actor: object | None) -> bool:
    """Whether it is one of the actor's own; carriers' own files name no actor."""
    return actor is None or rows_of(actor).filter(pk=pk).exists()


def parcel_named(name: ParcelName, happened_at: datetime) -> Shipment:
    """The last parcel with that number that had left by then. Raises UnknownParcel."""
    sent = Shipment.objects.filter(carrier=name.carrier, tracking_number=name.number, shipped_at__isnull=False)
    shipments = list(sent.select_related("order").order_by("-shipped_at", "-pk"))
    if not shipments:
        raise UnknownParcel
    return next((parcel for parcel in shipments if not _is_before(parcel, happened_at)), shipments[0])


@again_when_blocked
@transaction.atomic
def record_carrier_event(*, shipment: Shipment, report: CarrierReport, at: datetime) -> CarrierEvent:
    """Write down what a carrier says. A report that is known already changes nothing, whatever it says now.

    "Delivered" delivers the parcel; a later day, and that it waits to be collected, is told to its buyer. No money
    moves by itself: what came back is for staff to look at. A photo that is none is left out.
    Raises NotWithCarrier, FromTheFuture, BeforeTheParcel.
    """
    photo = _drawn_anew(report.photo)
    shipment = lock_shipment(shipment)
    known = shipment.carrier_events.filter(reference=report.key).first()
    if known:
        return known
    _check(shipment, report, at)
    event = CarrierEvent.objects.create(
        shipment=shipment,
        reference=report.key,
        code=report.code,
        happened_at=report.happened_at,
        received_at=at,
        place=report.place,
        note=report.note,
        expected_on=report.expected_on,
    )
    _keep_proof(event, report.left_with, photo)
    _follow(shipment, at)
    if report.code == Report.DELIVERED and shipment.can_move_to(Shipment.State.DELIVERED):
        came_at = max(report.happened_at, shipment.shipped_at or report.happened_at)
        deliver_shipment(shipment=shipment, by=None, at=at, came_at=came_at)
    if report.code == shipment.told_code == Report.HELD_AT_COUNTER and shipment.state == Shipment.State.SHIPPED:
        mail_held_at_counter(shipment, report.place)
    tell_delay(order=shipment.order, at=at, may_guess=False)
    return event


@transaction.atomic
def look_after_parcel(*, shipment: Shipment, by: User | None, at: datetime) -> Shipment:
    """Somebody of the staff has seen to a parcel in trouble: it is off their list until something new is heard."""
    shipment = lock_shipment(shipment)
    shipment.looked_at = at
    shipment.save(update_fields=["looked_at"])
    return shipment


def parcels_in_need(at: datetime) -> ShipmentQuerySet:
    """Parcels that somebody of the staff should look after: in trouble, or silent past their promise."""
    today = timezone.localdate(at)
    heard_before = at - (today - business_days_before(today, SILENT_BUSINESS_DAYS))
    unheard = Shipment.objects.unheard(promised_before=today, heard_before=heard_before)
    return Shipment.objects.in_trouble() | unheard


@transaction.atomic
def forget_proofs(*, proofs: QuerySet[DeliveryProof]) -> None:
    """Who took parcels in, and the photos, are not kept; the files go once that is certain."""
    for proof in proofs.exclude(photo=""):
        transaction.on_commit(partial(proof.photo.storage.delete, str(proof.photo.name)))
    proofs.delete()


def _check(shipment: Shipment, report: CarrierReport, at: datetime) -> None:
    if shipment.shipped_at is None:
        raise NotWithCarrier
    if report.happened_at > at + CLOCKS_DIFFER:
        raise FromTheFuture
    if _is_before(shipment, report.happened_at):
        raise BeforeTheParcel


def _is_before(shipment: Shipment, moment: datetime) -> bool:
    return shipment.shipped_at is not None and moment < shipment.shipped_at - NUMBERS_RETURN


def _follow(shipment: Shipment, at: datetime) -> None:
    """The parcel shows what all its reports say together."""
    standing = standing_of(shipment.carrier_events.all())
    shipment.told_code, shipment.told_at = standing.code, standing.happened_at
    shipment.told_expected_on, shipment.heard_at = standing.expected_on, at
    shipment.save(update_fields=["told_code", "told_at", "told_expected_on", "heard_at"])


def _drawn_anew(photo: bytes) -> ContentFile | None:
    """Decoded and encoded again, so that nothing of the upload itself is kept; None for what is no picture."""
    if not photo:
        return None
    try:
        return as_jpeg(decode_photo(io.BytesIO(photo)))
    except NotAPicture:
        return None


def _keep_proof(event: CarrierEvent, left_with: str, photo: ContentFile | None) -> None:
    if not left_with and photo is None:
        return
    proof = DeliveryProof(event=event, left_with=left_with)
    if photo is not None:
        proof.photo.save(f"{get_random_string(24)}.jpg", photo, save=False)
    proof.save()
