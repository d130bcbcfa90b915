"""The doorbell to the workers. What must not be lost is a row first; a sweeper finds rows whose bell nobody heard."""

import logging
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, TypeVar

from celery import current_app
from django.db import DatabaseError, transaction
from kombu.exceptions import OperationalError

from core.errors import Refused
from core.outages import Outage
from core.sandbox import is_inside
from core.states import IllegalMove

logger = logging.getLogger(__name__)
broker = Outage("broker", failures=1, rest_seconds=5)
_Row = TypeVar("_Row")


def later(task: str, **ids: Any) -> None:
    """After commit, ask a worker to run the task named `<app>.<verb>` with these ids."""
    transaction.on_commit(partial(_ring, task, ids), robust=True)


def later_once(task: str) -> None:
    """The same for a task without ids, and once however often it is asked for in one transaction."""
    connection = transaction.get_connection()
    kept = set(connection.savepoint_ids)
    waiting = (bell for savepoints, bell, _robust in connection.run_on_commit if savepoints <= kept)
    if not any(getattr(bell, "args", ()) == (task, {}) for bell in waiting):
        later(task)


def sweep(rows: Iterable[_Row], verb: Callable[[_Row], object], *, name: str = "") -> None:
    """Call the verb for each row. One that cannot be helped now waits for the next sweep and keeps none behind it.

    `name` is what the log calls a row that does not say itself what it is.
    """
    for row in rows:
        try:
            verb(row)
        except (Refused, IllegalMove, DatabaseError) as error:
            logger.warning("%s %s is left for the next sweep: %s", name or type(row).__name__, row, error)


def _ring(task: str, ids: dict[str, Any]) -> None:
    """While the broker is away nobody waits for it, nor in the sandbox: the sweeper will find the row."""
    if broker.is_on() or is_inside():
        return
    try:
        current_app.send_task(task, kwargs=ids, retry=False)
    except (OperationalError, OSError) as error:
        broker.note_failure(error)
    else:
        broker.note_answer()
