"""Periods of a membership: months and years counted from an anchor, and the mails that come before their ends.

Counted from the anchor each time, never from the last result, so that 31 January leads to 28 February and then to
31 March: as Stripe does (https://docs.stripe.com/billing/subscriptions/billing-cycle).
"""

import calendar
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from core.money import Money

MONTHS = {"month": 1, "year": 12}
TRIAL_REMINDER, YEAR_REMINDER = timedelta(days=7), timedelta(days=14)
SHORTEST_NOTICE = timedelta(days=1)
"""After joining: nobody is reminded on the day they join."""


@dataclass(frozen=True)
class Period:
    """From one moment to another, the second not included."""

    starts_at: datetime
    ends_at: datetime

    def holds(self, moment: datetime) -> bool:
        return self.starts_at <= moment < self.ends_at


def boundary(anchor: datetime, number: int, interval: str) -> datetime:
    """Where period `number` (0 starts at the anchor) begins; `anchor` is in UTC, as everything stored."""
    months = anchor.year * 12 + anchor.month - 1 + number * MONTHS[interval]
    year, month = divmod(months, 12)
    day = min(anchor.day, calendar.monthrange(year, month + 1)[1])
    return anchor.replace(year=year, month=month + 1, day=day)


def period_at(anchor: datetime, interval: str, moment: datetime) -> Period:
    """The period that holds a moment at or after the anchor. Raises ValueError before it."""
    if moment < anchor:
        raise ValueError("There is no period before the first")
    passed = (moment.year - anchor.year) * 12 + moment.month - anchor.month
    number = max(passed // MONTHS[interval] - 1, 0)
    while boundary(anchor, number + 1, interval) <= moment:
        number += 1
    return Period(boundary(anchor, number, interval), boundary(anchor, number + 1, interval))


def months_on(day: date, months: int) -> date:
    """The same day so many months later, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def reminder_at(period: Period, *, is_trial: bool, interval: str) -> datetime | None:
    """When somebody is told that a trial ends or that a year renews; None when nobody is, as each month."""
    if not is_trial and interval != "year":
        return None
    notice = TRIAL_REMINDER if is_trial else YEAR_REMINDER
    earliest = period.starts_at + SHORTEST_NOTICE
    return max(period.ends_at - notice, earliest) if earliest < period.ends_at else None


def is_reminder_due(period: Period, *, is_trial: bool, interval: str, at: datetime) -> bool:
    """Whether the mail belongs to this moment: from its time until the period ends."""
    due_at = reminder_at(period, is_trial=is_trial, interval=interval)
    return due_at is not None and due_at <= at < period.ends_at


def left_of(amount: Money, period: Period, at: datetime) -> Money:
    """What of the period's price is not used up yet, by seconds, rounded down."""
    whole, left = period.ends_at - period.starts_at, period.ends_at - max(at, period.starts_at)
    if left <= timedelta(0) or whole <= timedelta(0):
        return Money(0)
    return Money(int(amount.minor * Fraction(left // timedelta(seconds=1), whole // timedelta(seconds=1))))
