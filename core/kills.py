"""Named moments at which a process can be made to die, to prove that nothing is lost there.

`REGULARS_KILL="settle:before_commit:2"` makes the process kill itself, as `kill -9` would, when it passes that moment
for the second time. Without the variable nothing happens, and in production nothing happens with it either.
"""

import os
import signal
from collections import Counter
from functools import partial

from django.conf import settings
from django.db import transaction

VARIABLE = "REGULARS_KILL"
_passed: Counter[str] = Counter()


def kill_point(name: str) -> None:
    """Die here if the variable names this moment; `name` is "<verb>:<moment>"."""
    wanted = os.environ.get(VARIABLE)
    if not wanted or settings.PRODUCTION or wanted.rpartition(":")[0] != name:
        return
    _passed[name] += 1
    if _passed[name] == int(wanted.rpartition(":")[2]):
        os.kill(os.getpid(), signal.SIGKILL)


def kill_point_after_commit(name: str) -> None:
    """The same, right after this transaction is committed and before anything else that waits for that."""
    transaction.on_commit(partial(kill_point, name))
