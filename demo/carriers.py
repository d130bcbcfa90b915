"""The fake carrier: it says of parcels what carriers say, in files as they send them."""

import base64
import io
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from PIL import Image, ImageDraw

from orders.actions.carrier_files import read_carrier_files
from orders.models import Shipment
from orders.rules.delivery import add_business_days
from orders.rules.tracking import CODES

REMEMBERED = timedelta(days=60)
WAY = ("accepted", "in_transit", "at_depot", "out_for_delivery", "delivered")
PLACES = {"accepted": "Berlin", "in_transit": "Leipzig", "at_depot": "", "out_for_delivery": "", "delivered": ""}
LEFT_WITH = ("", "Left with a neighbor, ground floor", "", "Handed over at the door", "Put down in the garage")


def tell_of_parcels(at: datetime) -> None:
    """What the carriers said of the parcels of the last weeks: most came, some are on their way, one is in trouble."""
    write_reports("story.jsonl", _of_the_past(at))
    read_carrier_files(at=at)


def next_reports(at: datetime) -> list[dict[str, Any]]:
    """The next step of every parcel that is on its way."""
    parcels = Shipment.objects.filter(state=Shipment.State.SHIPPED).exclude(tracking_number="")
    return [_report(parcel, _next_code(parcel), at) for parcel in parcels.select_related("order__address")]


def write_reports(name: str, reports: list[dict[str, Any]]) -> Path:
    """A file for the shop's folder, renamed once it is whole."""
    folder = Path(settings.CARRIER_FILES) / "in"
    folder.mkdir(parents=True, exist_ok=True)
    half = folder / f"{name}.part"
    half.write_text("".join(json.dumps(report) + "\n" for report in reports), encoding="utf-8")
    return half.rename(folder / name)


def _of_the_past(at: datetime) -> list[dict[str, Any]]:
    sent = Shipment.objects.filter(shipped_at__gt=at - REMEMBERED).exclude(tracking_number="")
    parcels = list(sent.select_related("order__address").order_by("pk"))
    on_the_way = [parcel for parcel in parcels if parcel.state == Shipment.State.SHIPPED]
    reports = [report for parcel in parcels if parcel not in on_the_way for report in _arrived(parcel)]
    for place, parcel in enumerate(on_the_way):
        reports += _under_way(parcel, at, is_in_trouble=place == len(on_the_way) - 1)
    return reports


def _arrived(parcel: Shipment) -> Iterator[dict[str, Any]]:
    if parcel.shipped_at is None or parcel.delivered_at is None:
        return
    took = parcel.delivered_at - parcel.shipped_at
    for code, share in zip(WAY, (0.05, 0.3, 0.7, 0.9, 1), strict=True):
        yield _report(parcel, code, parcel.shipped_at + took * share)


def _under_way(parcel: Shipment, at: datetime, *, is_in_trouble: bool) -> Iterator[dict[str, Any]]:
    """A parcel past its promise has a new day from its carrier."""
    if parcel.shipped_at is None:
        return
    passed = at - parcel.shipped_at
    last = parcel.shipped_at + passed * 0.95
    for code, share in zip(WAY[:3], (0.05, 0.4, 0.8), strict=True):
        yield _report(parcel, code, parcel.shipped_at + passed * share)
    if is_in_trouble:
        yield _report(parcel, "exception", last) | {"note": "The label cannot be read."}
    elif parcel.promise < timezone.localdate(at):
        new_day = add_business_days(timezone.localdate(at), 2)
        note = "The van was full."
        yield _report(parcel, "at_depot", last) | {"note": note, "expected_on": str(new_day)}
    else:
        yield _report(parcel, "out_for_delivery", last)


def _next_code(parcel: Shipment) -> str:
    return WAY[min(WAY.index(parcel.told_code) + 1, len(WAY) - 1)] if parcel.told_code in WAY else WAY[0]


def _report(parcel: Shipment, code: str, at: datetime) -> dict[str, Any]:
    report = {
        "carrier": parcel.carrier,
        "number": parcel.tracking_number,
        "id": f"{parcel.tracking_number}-{CODES.index(code)}-{at:%Y%m%d%H%M%S}",
        "code": code,
        "happened_at": at.isoformat(),
        "place": PLACES.get(code) or parcel.order.address.city[:80],
    }
    left_with = LEFT_WITH[parcel.pk % len(LEFT_WITH)]
    if code == "delivered" and left_with:
        report |= {"left_with": left_with, "photo": base64.b64encode(_photo()).decode()}
    return report


def _photo() -> bytes:
    """A parcel before a door."""
    image = Image.new("RGB", (640, 480), "#d8cfc0")
    draw = ImageDraw.Draw(image)
    draw.rectangle((220, 40, 420, 400), fill="#1f5c43")
    draw.ellipse((388, 215, 404, 231), fill="#e2dac9")
    draw.rectangle((0, 400, 640, 480), fill="#8a8172")
    draw.rectangle((250, 330, 390, 430), fill="#b98a52")
    draw.rectangle((310, 330, 330, 430), fill="#e0c48f")
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=80)
    return buffer.getvalue()
