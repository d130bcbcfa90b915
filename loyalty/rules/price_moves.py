"""When a newer price may hold for somebody who is a member already."""

from datetime import datetime, timedelta

from loyalty.rules.periods import boundary

SHORTEST_NOTICE_DAYS, LONGEST_NOTICE_DAYS = 14, 120
USUAL_NOTICE_DAYS = 30
DECIDED_BEFORE = timedelta(days=3)
"""So long before the renewal a membership whose member did not agree is set to end; until then it can be taken back."""


def first_renewal(*, starts_at: datetime, ends_at: datetime, interval: str, not_before: datetime) -> datetime:
    """The first end of a period that is not before a moment, counted from the current period.

    From the start where that leads to the end, else from the end: a period that begins on 31 January ends on 28
    February, the next one on 31 March.
    """
    anchor = starts_at if boundary(starts_at, 1, interval) == ends_at else ends_at
    number = 0
    while boundary(anchor, number, interval) < max(not_before, ends_at):
        number += 1
    return boundary(anchor, number, interval)
