"""What a race is, said once for all of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

PRICE = 1000


@dataclass(frozen=True)
class Race:
    """One thing that many want. `prepare` makes a round: what each attempt is about, and how many may succeed.

    `had` counts what was had. `patches` and `constraints` are what the control takes away.
    """

    name: str
    attempts: int
    prepare: Callable[["Race", int, Any], tuple[list[Any], int]]
    attempt: Callable[[Any], None]
    had: Callable[[], int]
    patches: Sequence[tuple[str, Callable]]
    constraints: Sequence[tuple[str, str]]
    often: int = 1
    """How many rounds for each of a plain race."""


def only_look(rows: Any, row: Any) -> Any:
    """In place of locking a row."""
    return rows.get(pk=row.pk)
