"""What carriers say of a parcel: how a report is read, and what a parcel's reports say together."""

import base64
import binascii
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol
from urllib.parse import quote

from orders.rules.delivery import add_business_days, next_business_day

ADDRESSES = {
    "dhl": "https://www.dhl.de/de/privatkunden/pakete-empfangen/verfolgen.html?piececode={}",
    "dpd": "https://tracking.dpd.de/parcelstatus?query={}",
    "gls": "https://gls-group.com/track/{}",
    "ups": "https://www.ups.com/track?tracknum={}",
    "fedex": "https://www.fedex.com/fedextrack/?trknbr={}",
}

CODES = (
    "accepted", "in_transit", "at_depot", "out_for_delivery", "delivery_failed", "held_at_counter", "delivered",
    "returned_to_sender", "exception",
)  # fmt: skip
NEED_A_PERSON = ("delivery_failed", "returned_to_sender", "exception")
"""What somebody of the staff should look at."""

NOT_THERE = (*NEED_A_PERSON, "held_at_counter")
"""After these words a parcel is not taken to have arrived, however long nothing follows."""

FOLDED_BEYOND = 3
"""Reports of a parcel that are shown at once; older ones are folded."""

SILENT_BUSINESS_DAYS = 3
"""A parcel past its promise of which nothing was heard for so long is looked after."""

MOST_PHOTO_BYTES = 700_000
LENGTHS = {"carrier": 10, "number": 60, "id": 120, "code": 20, "place": 80, "note": 200, "left_with": 120}
DAYS_AHEAD = timedelta(days=120)

ESTIMATES = 2
"""How often a buyer is told a day of our own when the carrier names none; then a person has to look."""


class ReportUnreadable(ValueError):
    """A report makes no sense; the message is a sentence that says why."""


@dataclass(frozen=True)
class CarrierReport:
    """One thing a carrier says of a parcel. `key` is the carrier's own id of it; times are aware."""

    key: str
    code: str
    happened_at: datetime
    place: str = ""
    note: str = ""
    left_with: str = ""
    photo: bytes = b""
    expected_on: date | None = None


@dataclass(frozen=True)
class ParcelName:
    """How carriers name a parcel."""

    carrier: str
    number: str


class Said(Protocol):
    """A report, or a row made of one."""

    code: str
    happened_at: datetime
    expected_on: date | None


@dataclass(frozen=True)
class Standing:
    """What is known of a parcel by all that was said: the last thing by the carrier's clock, in whatever order the
    reports came in; and the day last named."""

    code: str = ""
    happened_at: datetime | None = None
    expected_on: date | None = None


def tracking_address(carrier: str, number: str) -> str:
    """The carrier's page of the parcel; "" for a carrier we know no page of."""
    pattern = ADDRESSES.get(carrier, "")
    return pattern.format(quote(number, safe="")) if number else ""


def standing_of(reports: Iterable[Said]) -> Standing:
    """Of two reports of one moment the one further on counts: a parcel never goes back by a late report."""
    told = sorted(reports, key=lambda report: (report.happened_at, CODES.index(report.code)))
    if not told:
        return Standing()
    named = [report.expected_on for report in told if report.expected_on]
    return Standing(told[-1].code, told[-1].happened_at, named[-1] if named else None)


def read_report(row: object) -> tuple[ParcelName, CarrierReport]:
    """A report from its JSON object. Raises ReportUnreadable."""
    if not isinstance(row, dict):
        raise ReportUnreadable("A report is an object in braces.")
    unknown = sorted(set(row) - {*LENGTHS, "happened_at", "expected_on", "photo"})
    if unknown:
        raise ReportUnreadable(f"Nobody knows what {unknown[0][:40]!r} means.")
    texts = {name: _text(row, name) for name in LENGTHS}
    for name in ("carrier", "number", "id"):
        if not texts[name]:
            raise ReportUnreadable(f"It has no {name}.")
    if texts["code"] not in CODES:
        raise ReportUnreadable(f"The code {texts['code']!r} is none of: {', '.join(CODES)}.")
    moment = _moment(row)
    report = CarrierReport(
        key=texts["id"],
        code=texts["code"],
        happened_at=moment,
        place=texts["place"],
        note=texts["note"],
        left_with=texts["left_with"],
        photo=_photo(row),
        expected_on=_day(row, moment),
    )
    return ParcelName(texts["carrier"].lower(), texts["number"]), report


def day_to_tell(
    *, promised: date, told: Iterable[date], named: date | None, today: date, estimate: int | None
) -> date | None:
    """The new day of arrival that the buyer of a parcel on its way should be told now; None while all is well.

    `promised` is the order's day, `told` are the days that buyers heard since, `named` is the carrier's. Without a
    later one from the carrier we name a day ourselves, `estimate` business days on, once the promised day has passed;
    on business days, and at most ESTIMATES times: more would be a guess upon a guess. None: we know nothing to say.
    """
    known = list(told)
    last = max([promised, *known])
    if named and named > last and named >= today:
        return named
    is_past = today > last and today == next_business_day(today)
    if estimate is not None and is_past and len(known) < ESTIMATES:
        return add_business_days(today, estimate)
    return None


@dataclass(frozen=True)
class Punctuality:
    """How the promise compares to what happened: "early", "as_promised" or "late" by so many days once it came;
    "expected" on `day` or "overdue" before."""

    word: str
    days: int = 0
    day: date | None = None


def punctuality(*, first: date, promise: date, came_on: date | None, expected: date | None, today: date) -> Punctuality:
    """`first` and `promise` are the ends of the promised span. A day of the carrier's that has passed says nothing."""
    if came_on:
        if came_on > promise:
            return Punctuality("late", (came_on - promise).days)
        return Punctuality("early", (first - came_on).days) if came_on < first else Punctuality("as_promised")
    if expected and expected >= today:
        return Punctuality("expected", day=expected)
    return Punctuality("overdue") if today > promise else Punctuality("expected", day=promise)


def business_days_before(day: date, days: int) -> date:
    """The day that many Mondays-to-Fridays before."""
    while days > 0:
        day -= timedelta(days=1)
        days -= day == next_business_day(day)
    return day


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name, "")
    if not isinstance(value, str):
        raise ReportUnreadable(f"Its {name} is no text.")
    value = " ".join(value.split())
    if len(value) > LENGTHS[name]:
        raise ReportUnreadable(f"Its {name} is longer than {LENGTHS[name]} characters.")
    if not value.isprintable():
        raise ReportUnreadable(f"Its {name} holds characters that no page can show.")
    return value


def _moment(row: Mapping[str, Any]) -> datetime:
    try:
        moment = datetime.fromisoformat(row.get("happened_at", ""))
    except (TypeError, ValueError) as error:
        raise ReportUnreadable("Its happened_at is no moment such as 2026-11-12T08:15:00+01:00.") from error
    if moment.tzinfo is None:
        raise ReportUnreadable("Its happened_at does not say in which time zone, as +01:00 would.")
    if not 2000 <= moment.year <= 2200:
        raise ReportUnreadable("Its happened_at is in no year of ours.")
    return moment


def _day(row: Mapping[str, Any], moment: datetime) -> date | None:
    if row.get("expected_on") in (None, ""):
        return None
    try:
        day = date.fromisoformat(row["expected_on"])
    except (TypeError, ValueError) as error:
        raise ReportUnreadable("Its expected_on is no day such as 2026-11-13.") from error
    if not moment.date() - timedelta(days=1) <= day <= (moment + DAYS_AHEAD).date():
        raise ReportUnreadable("Its expected_on is before the report or months after it.")
    return day


def _photo(row: Mapping[str, Any]) -> bytes:
    value = row.get("photo") or ""
    if not isinstance(value, str) or len(value) > MOST_PHOTO_BYTES * 4 // 3 + 4:
        raise ReportUnreadable("Its photo is no base64 text of up to 700 kB.")
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ReportUnreadable("Its photo is no base64 text of up to 700 kB.") from error
