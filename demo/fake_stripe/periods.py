"""Billing periods: whole days, weeks, months or years from an anchor, and the share of one that is left."""

import calendar
from datetime import UTC, datetime

from .books import Json

SECONDS = {"day": 86_400, "week": 7 * 86_400}
MONTHS = {"month": 1, "year": 12}


def boundary(anchor: int, number: int, recurring: Json) -> int:
    """The start of period `number` (0 starts at the anchor), in seconds since 1970, UTC.

    Counted from the anchor each time, so that 31 January leads to 28 February and then to 31 March
    (https://docs.stripe.com/billing/subscriptions/billing-cycle).
    """
    interval, steps = recurring["interval"], number * recurring["interval_count"]
    return anchor + steps * SECONDS[interval] if interval in SECONDS else _months_on(anchor, steps * MONTHS[interval])


def _months_on(anchor: int, months: int) -> int:
    start = datetime.fromtimestamp(anchor, UTC)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    day = min(start.day, calendar.monthrange(year, month + 1)[1])
    return int(start.replace(year=year, month=month + 1, day=day).timestamp())


def next_boundary(anchor: int, moment: int, recurring: Json) -> int:
    """The first period boundary after `moment`."""
    longest = boundary(anchor, 1, recurring) - anchor + 4 * 86_400
    number = max((moment - anchor) // longest, 0)
    while boundary(anchor, number, recurring) <= moment:
        number += 1
    return boundary(anchor, number, recurring)


def share(amount: int, left: int, whole: int) -> int:
    """`left` seconds' part of an `amount` (minor units) for `whole` seconds, halves rounded up."""
    return (2 * amount * left + whole) // (2 * whole)
