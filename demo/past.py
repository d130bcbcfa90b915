"""Living through the past: a clock that history moves, deeds in the order of their time, and silence meanwhile."""

import gc
import heapq
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from unittest.mock import patch

from tqdm import tqdm

from core import jobs
from loyalty.actions import membership_mails, tiers
from orders.actions import mails
from shop.actions import catalog, stock
from shop.actions.listings import refresh_availability
from shop.actions.search import index_products

MAIL_REMEMBERED = timedelta(days=21)
"""Order mails older than this are not written again."""

AT_THE_END = ((stock, "refresh_availability"), (catalog, "refresh_availability"), (catalog, "index_products"))

Deed = Callable[[], Any]


class Clock:
    """What time it is in the story."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment


class Timeline:
    """Deeds by their time. A deed may plan further ones; what would happen after the end never does."""

    def __init__(self, clock: Clock, end: datetime) -> None:
        self.clock, self.end = clock, end
        self._deeds: list[tuple[datetime, int, Deed]] = []
        self._order = count()

    def plan(self, at: datetime, deed: Deed) -> None:
        if at <= self.end:
            heapq.heappush(self._deeds, (at, next(self._order), deed))

    def run(self, quiet: bool) -> None:
        """Do everything that is planned, with a bar on a terminal."""
        with tqdm(desc="Three years", unit=" deeds", disable=True if quiet else None) as bar:
            while self._deeds:
                at, _order, deed = heapq.heappop(self._deeds)
                self.clock.moment = max(self.clock.moment, at)
                deed()
                bar.update()
        self.clock.moment = self.end


@contextmanager
def story_time(clock: Clock) -> Iterator[None]:
    """Rows are dated by the story's clock, no worker is rung, and old mails are not written.

    What listings and search show of stock is not refreshed after every deed: call `refresh_shop_window` in the end.
    """
    write, write_to_member, write_of_tier = mails._queue, membership_mails._queue, tiers.mail_step
    end = clock.moment

    def write_recent(template: str, key: str, order: Any, **context: object) -> None:
        if clock() >= end - MAIL_REMEMBERED:
            write(template, key, order, **context)

    def write_recent_to_member(membership: Any, cause: str, words: Any) -> None:
        if clock() >= end - MAIL_REMEMBERED:
            write_to_member(membership, cause, words)

    def write_recent_of_tier(**step: Any) -> None:
        if clock() >= end - MAIL_REMEMBERED:
            write_of_tier(**step)

    with ExitStack() as stack:
        stack.enter_context(patch("django.utils.timezone.now", clock))
        stack.enter_context(patch.object(jobs, "_ring", lambda task, ids: None))
        stack.enter_context(patch.object(mails, "_queue", write_recent))
        stack.enter_context(patch.object(membership_mails, "_queue", write_recent_to_member))
        stack.enter_context(patch.object(tiers, "mail_step", write_recent_of_tier))
        for module, name in AT_THE_END:
            stack.enter_context(patch.object(module, name, lambda product_ids: None))
        stack.enter_context(_uncollected())
        yield


def refresh_shop_window(products: Collection[int]) -> None:
    """Record what is in stock of these and index them, once."""
    refresh_availability(products)
    index_products(products)


@contextmanager
def _uncollected() -> Iterator[None]:
    """History makes many small objects and few cycles; looking for those costs more than they do."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
