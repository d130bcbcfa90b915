"""Living through the past: a clock that history moves, deeds in the order of their time, and silence meanwhile."""

import gc
import heapq
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from unittest.mock import patch

from tqdm import tqdm

from core import jobs
from orders.actions import mails

MAIL_REMEMBERED = timedelta(days=21)
"""Order mails older than this are not written again."""

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
    """Rows are dated by the story's clock, no worker is rung, and old mails are not written."""
    write = mails._queue
    end = clock.moment

    def write_recent(template: str, key: str, order: Any, **context: object) -> None:
        if clock() >= end - MAIL_REMEMBERED:
            write(template, key, order, **context)

    with ExitStack() as stack:
        stack.enter_context(patch("django.utils.timezone.now", clock))
        stack.enter_context(patch.object(jobs, "_ring", lambda task, ids: None))
        stack.enter_context(patch.object(mails, "_queue", write_recent))
        stack.enter_context(_uncollected())
        yield


@contextmanager
def _uncollected() -> Iterator[None]:
    """History makes many small objects and few cycles; looking for those costs more than they do."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
