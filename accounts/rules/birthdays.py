"""Birthdays: a month and a day, without the year, which nobody needs."""

import calendar
from datetime import datetime

from dateutil.relativedelta import relativedelta

LEAP_YEAR = 2024


def is_birthday(month: int, day: int) -> bool:
    """Whether there is such a day in some year; 29 February is one."""
    return 1 <= month <= 12 and 1 <= day <= calendar.monthrange(LEAP_YEAR, month)[1]


def changeable_from(set_at: datetime) -> datetime:
    """From when a birthday that was entered then can be entered anew: once a year."""
    return set_at + relativedelta(years=1)
