"""How memberships do, month by month: who pays, who left, and what became of trials. Reads only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from django.db.models import Min, Q
from django.utils import timezone

from loyalty.models import Membership
from loyalty.rules.periods import months_on

MONTHS_SHOWN = 12


@dataclass(frozen=True)
class Month:
    """`paying` are the members who paid when the month began; `tried` the trials that ended in it."""

    starts_at: datetime
    paying: int
    began: int
    left: int
    tried: int
    converted: int

    @property
    def churn(self) -> float | None:
        """Percent of those who paid at its beginning."""
        return 100 * self.left / self.paying if self.paying else None

    @property
    def conversion(self) -> float | None:
        """Percent of the trials that ended in it and were paid for."""
        return 100 * self.converted / self.tried if self.tried else None


@dataclass(frozen=True)
class _Life:
    """The moments of one membership that count."""

    paid_since: datetime | None
    ended_at: datetime | None
    trial_ends_at: datetime | None


def monthly_figures(at: datetime) -> list[Month]:
    """The last MONTHS_SHOWN months by the shop's calendar, the oldest first."""
    lives = list(_lives())
    first = timezone.localdate(at).replace(day=1)
    days = [months_on(first, -back) for back in range(MONTHS_SHOWN - 1, -2, -1)]
    starts = [timezone.make_aware(datetime(day.year, day.month, 1)) for day in days]
    return [_month(lives, start, min(end, at)) for start, end in pairwise(starts)]


def _lives() -> Iterable[_Life]:
    """Of those who pay or tried to; whose trial was refused never began."""
    paid = Min("periods__starts_at", filter=Q(periods__kind="paid"))
    begun = Membership.objects.paid_for().exclude(starts_at=None).annotate(paid_since=paid)
    for paid_since, ended_at, trial_ends_at in begun.values_list("paid_since", "ended_at", "trial_ends_at"):
        yield _Life(paid_since, ended_at, trial_ends_at)


def _month(lives: list[_Life], start: datetime, end: datetime) -> Month:
    paying = [life for life in lives if life.paid_since and life.paid_since < start]
    still = [life for life in paying if life.ended_at is None or life.ended_at >= start]
    tried = [life for life in lives if life.trial_ends_at and start <= life.trial_ends_at < end]
    return Month(
        starts_at=start,
        paying=len(still),
        began=sum(1 for life in lives if life.paid_since and start <= life.paid_since < end),
        left=sum(1 for life in still if life.ended_at and life.ended_at < end),
        tried=len(tried),
        converted=sum(1 for life in tried if life.paid_since),
    )
