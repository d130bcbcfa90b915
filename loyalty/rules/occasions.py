"""Occasions: on which days of the shop's calendar whom is thought of. All days are civil days in the shop's zone."""

import calendar
from datetime import date, datetime, timedelta

CATCH_UP = timedelta(days=31)
"""How long after its day a reward that an outage kept back is still given."""
GUARD = timedelta(days=30)
"""A birthday that was entered or changed less long ago counts from the next year on."""
MORNING = timedelta(hours=6)
"""At this hour a day begins: nobody gets a mail in the night."""


def day_of(moment: datetime) -> date:
    """Which day it is at this local moment: before six in the morning still the one before."""
    return (moment.replace(tzinfo=None) - MORNING).date()


def days_to_do(done_until: date | None, today: date) -> list[date]:
    """The days that are not done yet, the oldest first: at most CATCH_UP of them, and only today at the first time."""
    first = today if done_until is None else max(done_until + timedelta(days=1), today - CATCH_UP + timedelta(days=1))
    return [first + timedelta(days=number) for number in range((today - first).days + 1)]


def month_days(day: date) -> list[tuple[int, int]]:
    """Whose day it is: month and day. Of who has 29 February it is 28 February in common years."""
    is_for_leap_day = (day.month, day.day) == (2, 28) and not calendar.isleap(day.year)
    return [(day.month, day.day), *([(2, 29)] if is_for_leap_day else [])]


def reward_reference(kind: str, customer_id: int, year: int) -> str:
    """Under which name a reward is in the ledger: once for each occasion, customer and year."""
    return f"occasion/{kind}/{customer_id}/{year}"
