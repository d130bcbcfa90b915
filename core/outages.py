"""What is known in this process about services that are away, so that nobody waits for them again and again."""

import logging
import time
from typing import ClassVar

from django.db import InterfaceError, OperationalError

logger = logging.getLogger(__name__)
DATABASE_AWAY = (OperationalError, InterfaceError)
"""What any query may raise while the database is away or too slow."""
RETRY_AFTER_SECONDS = 20
"""When whoever met that should try again."""


class Outage:
    """After `failures` in a row a service is left alone for `rest_seconds`; then it is asked again."""

    known: ClassVar[list["Outage"]] = []

    def __init__(self, service: str, *, failures: int, rest_seconds: float) -> None:
        self.service, self.failures, self.rest_seconds = service, failures, rest_seconds
        self._in_a_row, self._until = 0, 0.0
        Outage.known.append(self)

    def is_on(self) -> bool:
        """Whether the service should not be asked just now."""
        return time.monotonic() < self._until

    def note_failure(self, error: object) -> None:
        self._in_a_row += 1
        if self._in_a_row >= self.failures:
            if not self._until:
                logger.warning("The %s is away: %s", self.service, error)
            self._until = time.monotonic() + self.rest_seconds

    def note_answer(self) -> None:
        if self._until:
            logger.warning("The %s is back", self.service)
        self.end()

    def end(self) -> None:
        """Ask it again from now on."""
        self._in_a_row, self._until = 0, 0.0
