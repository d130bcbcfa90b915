"""The audit: sentences about the books that must hold, each with the one query that finds where they do not.

What one row can prove is a constraint; what needs several tables is a check in `<app>/models/audit.py`, found by name.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from time import monotonic
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils.functional import Promise
from django.utils.module_loading import module_has_submodule

MOST_ROWS = 20
"""Offending rows that are shown of each check."""


@dataclass(frozen=True)
class Check:
    """`sentence` holds for every row of the table `over`; `sql` selects what shows that it does not.

    `id` is "<topic>.<what>". The SQL is one statement, so that it sees one moment of a shop that goes on selling, and
    reads alike on SQLite and PostgreSQL.
    """

    id: str
    sentence: str | Promise
    over: str
    sql: str


@dataclass(frozen=True)
class Finding:
    """What a check found: `rows` are at most MOST_ROWS offending ones, `is_cut` says that there are more."""

    check: Check
    rows: Sequence[dict[str, Any]]
    is_cut: bool
    seconds: float


def all_checks(only: str = "") -> list[Check]:
    """The checks of every app, lower apps first; `only` is an id or a topic, "" for all."""
    checks: list[Check] = []
    for app in reversed(list(apps.get_app_configs())):
        if app.models_module and module_has_submodule(app.models_module, "audit"):
            checks += getattr(import_module(f"{app.name}.models.audit"), "CHECKS", [])
    return [check for check in checks if only in ("", check.id, check.id.split(".")[0])]


def run_check(check: Check) -> Finding:
    """Ask the database, which may take its time but may not write."""
    with _reading() as cursor:
        return _find(cursor, check)


def count_rows(checks: Iterable[Check]) -> dict[str, int]:
    """How many rows the checks are about, by table."""
    counts: dict[str, int] = {}
    with _reading() as cursor:
        for table in {check.over for check in checks}:
            cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608  a name of our own
            counts[table] = int(cursor.fetchone()[0])
    return counts


def find_breaches() -> list[Finding]:
    """What of all checks does not hold."""
    with _reading() as cursor:
        findings = [_find(cursor, check) for check in all_checks()]
    return [finding for finding in findings if finding.rows]


def _find(cursor: CursorWrapper, check: Check) -> Finding:
    started = monotonic()
    cursor.execute(f"SELECT * FROM ({check.sql}) AS offending LIMIT {MOST_ROWS + 1}")  # noqa: S608  our own text
    names = [column[0] for column in cursor.description]
    rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return Finding(check, rows[:MOST_ROWS], len(rows) > MOST_ROWS, monotonic() - started)


@contextmanager
def _reading() -> Iterator[CursorWrapper]:
    """A cursor that only reads. On SQLite no transaction is opened, as ours take the writers' lock."""
    if connection.vendor != "postgresql":
        with connection.cursor() as cursor:
            yield cursor
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL transaction_read_only = on; SET LOCAL statement_timeout = 0")
        cursor.execute("SET LOCAL work_mem = '64MB'; SET LOCAL jit = off")  # compiling takes longer than it saves
        yield cursor
        transaction.set_rollback(True)  # so that a caller's own transaction may write again
