"""Delivery: what a method costs for a basket, and the days it arrives."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.money import ZERO, Money
from loyalty.rules.perks import NO_PERKS, Perks

HANDLING_DAYS = 1
"""Business days between the order and the parcel's leaving."""

PRESUMED_AFTER = timedelta(days=7)
"""A parcel that nobody says arrived is taken to have arrived once it is late by this, if nobody says it is lost."""

WEEKEND = (5, 6)


@dataclass(frozen=True)
class Rate:
    """A row of a method's price table; None means no limit."""

    price: Money
    up_to_weight_g: int | None = None
    from_value: Money | None = None

    def fits(self, weight_g: int, value: Money) -> bool:
        light_enough = self.up_to_weight_g is None or weight_g <= self.up_to_weight_g
        return light_enough and (self.from_value is None or value >= self.from_value)


@dataclass(frozen=True)
class Method:
    """A delivery method as a plain value: its table in order, when it is free and how long it takes."""

    id: int
    name: str
    rates: Sequence[Rate]
    min_days: int
    max_days: int
    free_from: Money | None = None
    free_for_members: bool = False


@dataclass(frozen=True)
class DeliveryPrice:
    """`price` to pay; `reason` says why it is free ("" when it is not): "threshold" or "member"."""

    price: Money
    reason: str = ""


def delivery_price(
    method: Method, *, weight_g: int, value: Money, perks: Perks = NO_PERKS, country: str = ""
) -> DeliveryPrice | None:
    """What the method costs into a country, or None when no row of its table takes such a parcel."""
    row = next((rate for rate in method.rates if rate.fits(weight_g, value)), None)
    if row is None:
        return None
    if method.free_from is not None and value >= method.free_from:
        return DeliveryPrice(ZERO, "threshold")
    if method.free_for_members and perks.delivers_free(method=method.name, country=country, value=value):
        return DeliveryPrice(ZERO, "member")
    return DeliveryPrice(row.price)


def arrival_window(method: Method, ordered_on: date, perks: Perks = NO_PERKS) -> tuple[date, date]:
    """The first and last day the parcel arrives: handling, which members may have sooner, then transit, in business
    days."""
    sent_on = add_business_days(ordered_on, max(HANDLING_DAYS - perks.faster_days, 0))
    return add_business_days(sent_on, method.min_days), add_business_days(sent_on, method.max_days)


def next_business_day(day: date) -> date:
    """The day itself, or the Monday after when it falls on a weekend."""
    while day.weekday() in WEEKEND:
        day += timedelta(days=1)
    return day


def presumed_arrival(shipped_at: datetime, promised_until: datetime) -> datetime:
    """When a parcel came of which nothing is told: the last promised moment, or later if it was shipped later."""
    return max(shipped_at, promised_until)


def add_business_days(start: date, days: int) -> date:
    """The day that many Mondays-to-Fridays after `start`."""
    day = start
    while days > 0:
        day += timedelta(days=1)
        days -= day.weekday() not in WEEKEND
    return day
