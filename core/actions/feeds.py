"""Writing a new edition of a feed."""

import gzip
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from core.codes import new_code
from core.feeds import KINDS, Edition, current_edition, folder, packed_pointer, pointer

REBUILT_AFTER = timedelta(hours=23)
"""Also without a change: days pass, and with them what is announced for them."""

KEPT = 2
"""Editions: a reader that breaks off goes on in the one it began."""


def is_old(*, feed: str, mark: str, at: datetime) -> bool:
    """Whether what is served differs from what is true now, or is from yesterday."""
    edition = current_edition(feed)
    return edition is None or edition.mark != mark or at - edition.moment >= REBUILT_AFTER


def publish_feed(
    *, feed: str, mark: str, at: datetime, head: str, foot: str, rows: Iterable[tuple[str, str]]
) -> Edition:
    """Write an edition and serve it from then on. `rows` are (XML, line of JSON) in the order of their cursors; what is
    "" stands in one of the files alone. Memory does not grow with them."""
    folder().mkdir(parents=True, exist_ok=True)
    name = f"{at:%Y%m%d%H%M%S%f}{new_code(4)}"
    draft = Edition(feed, name, at.isoformat(), mark, 0)
    try:
        count = _write(draft, head, foot, rows)
    except BaseException:
        _forget([draft.path(kind, is_packed=packed) for kind in KINDS for packed in (False, True)])
        raise
    edition = Edition(feed, name, at.isoformat(), mark, count)
    _point_to(edition)
    _forget_old(edition)
    return edition


def _write(draft: Edition, head: str, foot: str, rows: Iterable[tuple[str, str]]) -> int:
    count = 0
    with ExitStack() as opened:
        xml, lines = (opened.enter_context(_twins(draft, kind)) for kind in KINDS)
        xml(head)
        for row, line in rows:
            if row:
                xml(f"{row}\n")
            if line:
                lines(f"{line}\n")
                count += 1
        xml(foot)
    return count


@contextmanager
def _twins(draft: Edition, kind: str) -> Iterator[Callable[[str], None]]:
    """Writes a text into the file and into its packed twin."""
    with draft.path(kind).open("wb") as plain, gzip.open(draft.path(kind, is_packed=True), "wb", 6) as packed:

        def write(text: str) -> None:
            data = text.encode()
            plain.write(data)
            packed.write(data)

        yield write


def _point_to(edition: Edition) -> None:
    """Renaming is one step: a reader sees the pointer of before or the new one."""
    fresh = folder() / f"{edition.feed}-{edition.id}.pointer"
    fresh.write_text(packed_pointer(edition), encoding="utf-8")
    os.replace(fresh, pointer(edition.feed))


def _forget_old(served: Edition) -> None:
    """All but the one that is served and the newest beside it."""
    found: dict[str, list[Path]] = {}
    for path in folder().glob(f"{served.feed}-*"):
        found.setdefault(path.name.split(".")[0], []).append(path)
    found.pop(f"{served.feed}-{served.id}", None)
    for name in sorted(found)[: 1 - KEPT]:
        _forget(found[name])


def _forget(paths: Iterable[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)
