"""How often somebody buys a thing, when there is such a rhythm."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median

LEAST_INTERVALS = 2
LEAST_DAYS = 5
"""Somebody who orders twice in a week has forgotten something."""

SPREAD = 1 / 3
"""Half of the intervals lie nearer to the median than this part of it, or there is no rhythm."""

GIVEN_UP_AFTER = 3
"""Who has not bought for so many intervals does not buy it any more."""

WEEKS_FROM, MONTHS_FROM = 14, 84
DAYS_IN_MONTH = 30.4


@dataclass(frozen=True)
class Rhythm:
    """A thing is bought about every `days`, last `ago` days before today."""

    days: int
    ago: int

    @property
    def unit(self) -> str:
        """In what people would say it: "day", "week" or "month"."""
        return "day" if self.days < WEEKS_FROM else "week" if self.days < MONTHS_FROM else "month"

    @property
    def count(self) -> int:
        """So many of these."""
        length = {"day": 1, "week": 7, "month": DAYS_IN_MONTH}[self.unit]
        return max(1, round(self.days / length))


def rhythm_of(bought_on: Iterable[date], *, today: date) -> Rhythm | None:
    """The usual interval between days on which somebody bought a thing; None where there is none to speak of.

    What was bought twice on one day counts once. The median does not mind one long holiday.
    """
    days = sorted({day for day in bought_on if day <= today})
    gaps = [(after - before).days for before, after in pairwise(days)]
    if len(gaps) < LEAST_INTERVALS:
        return None
    usual = median(gaps)
    spread = median(abs(gap - usual) for gap in gaps)
    ago = (today - days[-1]).days
    if usual < LEAST_DAYS or spread > usual * SPREAD or ago > usual * GIVEN_UP_AFTER:
        return None
    return Rhythm(round(usual), ago)
