"""What buyers say: who reviews, with how many stars, and in which words."""

from datetime import datetime, timedelta
from functools import partial
from random import Random

from demo.past import Timeline
from demo.people import Shopper
from orders.models import Order, OrderLine
from reviews.actions.reviews import Words, write_review
from reviews.models import Review

STARS = (5, 4, 3, 2, 1)
SPREAD = (55, 23, 11, 6, 5)
REVIEWERS = 0.85
"""Share of delivered lines that somebody says something about."""


class Opinions:
    """Plans a review for most things that arrived."""

    def __init__(self, timeline: Timeline, rng: Random) -> None:
        self.timeline, self.rng = timeline, rng

    def plan(self, shopper: Shopper, order: Order, at: datetime) -> None:
        for line in order.lines.select_related("product__category"):
            if self.rng.random() < REVIEWERS:
                days = self.rng.choice((3, 5, 8, 10, 12, 15, 20, 33))
                moment = at + timedelta(days=days, minutes=self.rng.randint(0, 600))
                self.timeline.plan(moment, partial(self._write, shopper, order, line))

    def _write(self, shopper: Shopper, order: Order, line: OrderLine) -> None:
        if Review.objects.filter(product=line.product_id, email=shopper.email).exists():
            return
        stars = self.rng.choices(STARS, SPREAD)[0]
        words = Words(stars=stars, title="", text="Does what it should.", author_name=shopper.name, language="en")
        guest_order = None if shopper.user else order
        write_review(product=line.product, words=words, by=shopper.user, order=guest_order, at=self.timeline.clock())
