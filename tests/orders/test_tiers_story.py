"""Whatever happens in whatever order: what is written of a customer is what counting from scratch finds."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise
from random import Random

import pytest
from django.utils import timezone

from core.money import Money
from loyalty.models import TierMove, TierStatus
from loyalty.rules.tiers import GRACE
from orders.actions.refunds import refund_line
from orders.actions.returned_units import record_returned_units, units_kept
from orders.actions.tiers import count_tiers
from orders.models import Order, OrderLine
from tests.cast import ada, deliver_order, make_product, make_tier, paid_order

pytestmark = pytest.mark.django_db
BEGINS = datetime(2027, 1, 5, 12, tzinfo=timezone.get_default_timezone())
REFUND = 11_90
"""With 19 % of tax in it, so that a refund takes whole cents off what counts."""


def buy(provider, rng: Random, at: datetime) -> None:
    product = make_product(price=rng.choice([3570, 11900, 23800]), stock=9)
    deliver_order(paid_order(provider, product, owner=ada(), quantity=rng.randint(1, 3)), at)


def refund(provider, rng: Random, at: datetime) -> None:
    lines = [line for line in OrderLine.objects.select_related("order").order_by("pk") if line.refunded < line.amount]
    if lines:
        line = rng.choice(lines)
        left = line.amount - line.refunded
        part = rng.choice([left, min(left, Money(REFUND))])
        refund_line(line=line, amount=part, reason="x", at=at, by=None)


def send_back(provider, rng: Random, at: datetime) -> None:
    order = rng.choice(list(Order.objects.order_by("pk")))
    line = order.lines.get()
    if units_kept(order)[line.pk]:
        record_returned_units(line=line, units=1, by=None, at=at)


def lived(provider, seed: int) -> Iterator[datetime]:
    """Three years and more of a customer; yields after each deed and its day's count."""
    rng, at = Random(seed), BEGINS
    for number in range(16):
        at += timedelta(days=rng.choice([1, 20, 60, 130]))
        deed = buy if number == 0 else rng.choice([buy, refund, send_back, lambda *_given: None])
        deed(provider, rng, at)
        count_tiers(at=at)
        yield at


def counted(day: date) -> int:
    """As simply as it can be said: goods without tax that came within a year, less what went back in money or units."""
    found = 0
    for line in OrderLine.objects.select_related("order"):
        came = timezone.localdate(line.order.completed_at)
        if came <= day < came.replace(year=came.year + 1):
            net, share = (line.amount - line.tax).minor, (line.amount - line.refunded).minor / line.amount.minor
            found += round(net * min(share, (line.quantity - line.returned) / line.quantity))
    return found


@pytest.mark.parametrize("seed", range(6))
def test_what_counts_is_what_counting_from_scratch_finds(provider, seed):
    tiers = [make_tier("Silver", 100_00, 125), make_tier("Gold", 300_00, 150)]
    for at in lived(provider, seed):
        status = TierStatus.objects.select_related("tier").get()
        assert status.spend.minor == counted(timezone.localdate(at))
        reached = [tier for tier in tiers if tier.amount <= status.spend]
        assert not reached or (status.tier and status.tier.amount >= reached[-1].amount)
    _nobody_fell_early(list(TierMove.objects.select_related("from_tier", "to_tier").order_by("number")))


def _nobody_fell_early(moves: list[TierMove]) -> None:
    """Down only after a grace that was given in full, or when the order that had brought it up went back."""
    for before, move in pairwise(moves):
        is_down = move.from_tier and (move.to_tier is None or move.to_tier.amount < move.from_tier.amount)
        day = timezone.localdate(move.happened_at)
        if move.kind == TierMove.Kind.GRACE:
            assert before.review_on <= day and move.grace_until == day + GRACE
        elif is_down and move.kind == TierMove.Kind.FELL:
            assert before.grace_until < day
        else:
            assert not is_down or move.kind == TierMove.Kind.TAKEN_BACK
