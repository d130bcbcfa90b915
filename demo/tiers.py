"""Tiers in the demo: three since the first day, looked at every few days as the shop does every morning."""

from datetime import timedelta
from functools import partial

from core.money import Money
from demo.past import Timeline
from loyalty.actions.tiers import record_tiers
from loyalty.models import Tier
from orders.actions.tiers import count_tiers

COUNTED_EVERY = timedelta(days=7)
TIERS = [
    ("Bronze", 150_00, 110, "For people who come back."),
    ("Silver", 400_00, 125, "For people who buy most of it here."),
    ("Gold", 1200_00, 150, "For the regulars of the Regulars."),
]


def start_tiers(timeline: Timeline) -> None:
    """What there is to reach; and from then on who moves by time alone."""
    for name, amount, percent, words in TIERS:
        tier = Tier(name=name, amount=Money(amount), percent=percent, words=words, is_active=True)
        tier.full_clean()
        tier.save()
    record_tiers(at=timeline.clock())
    at = timeline.clock()
    while at < timeline.end:
        at += COUNTED_EVERY
        timeline.plan(at, partial(_count, timeline))


def settle_tiers(timeline: Timeline) -> None:
    """Today is counted."""
    count_tiers(at=timeline.end)


def _count(timeline: Timeline) -> None:
    count_tiers(at=timeline.clock())
