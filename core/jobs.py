"""The doorbell to the workers. What must not be lost is a row first; a sweeper finds rows whose bell nobody heard."""

import logging
from functools import partial
from typing import Any

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def later(task: str, **ids: Any) -> None:
    """After commit, ask a worker to run the task named `<app>.<verb>` with these ids."""
    transaction.on_commit(partial(_ring, task, ids), robust=True)


def _ring(task: str, ids: dict[str, Any]) -> None:
    try:
        current_app.send_task(task, kwargs=ids, retry=False)
    except (OperationalError, OSError) as error:  # the broker is away: the sweeper will find the row
        logger.warning("No worker could be told of %s %s: %s", task, ids, error)
