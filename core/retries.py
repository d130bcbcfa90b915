"""Transactions that the database ended for the sake of another one: run anew, a few times, then refused kindly."""

import random
import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError, transaction
from django.utils.translation import gettext_lazy as _

from core.errors import Refused

_Given = ParamSpec("_Given")
_Answer = TypeVar("_Answer")
BLOCKED = {"40001": "serialization failure", "40P01": "deadlock", "55P03": "waited too long for a lock"}
"""PostgreSQL's codes for what may go well the next time."""
TRIES = 4
LAST_TRY_BEFORE = 4.0
"""Seconds after the first try from which no other begins: whoever waits for a page should not wait for long."""


class TooBusy(Refused):
    code = "too_busy"
    passes = True
    message = _(
        "Very many people are buying at this moment and it is not your turn yet. Nothing was charged and your basket "
        "is safe. Please try again."
    )


def again_when_blocked(verb: Callable[_Given, _Answer]) -> Callable[_Given, _Answer]:
    """For a verb that is one transaction. Inside another transaction it is left alone. Raises TooBusy in the end."""

    @wraps(verb)
    def patient(*args: _Given.args, **how: _Given.kwargs) -> _Answer:
        if transaction.get_connection().in_atomic_block:
            return verb(*args, **how)
        began = time.monotonic()
        for tries in range(1, TRIES + 1):
            try:
                return verb(*args, **how)
            except OperationalError as error:
                if not _is_blocked(error):
                    raise
                if tries == TRIES or time.monotonic() - began > LAST_TRY_BEFORE:
                    raise TooBusy from error
                time.sleep(random.uniform(0.01, 0.05) * tries)
        raise TooBusy

    return patient


def _is_blocked(error: OperationalError) -> bool:
    return getattr(error.__cause__, "sqlstate", None) in BLOCKED
