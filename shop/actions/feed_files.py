"""Files that others send us."""

import gzip
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, BinaryIO, cast

from shop.rules.rows import RawRow, Refusal

BATCH = 500
"""Rows in one transaction: about half a second, so that the open shop hardly notices."""


@contextmanager
def opened_file(file: Path) -> Iterator[tuple[BinaryIO, BinaryIO]]:
    """The file, and its text without compression."""
    with file.open("rb") as raw:
        if raw.peek(2)[:2] == b"\x1f\x8b":
            yield raw, cast(BinaryIO, gzip.GzipFile(fileobj=raw))
        else:
            yield raw, raw


def batches_of_rows(rows: Iterator[RawRow]) -> Iterator[list[RawRow]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


@contextmanager
def refusal_file(path: Path | None) -> Iterator[Callable[[Refusal], None]]:
    """Writes refusals as JSON lines; the file is there only when there are any."""
    opened: list[IO[str]] = []

    def refuse(refusal: Refusal) -> None:
        if path and not opened:
            path.parent.mkdir(parents=True, exist_ok=True)
            opened.append(path.open("w", encoding="utf-8", errors="backslashreplace"))
        for file in opened:
            file.write(json.dumps(refusal._asdict(), ensure_ascii=False) + "\n")

    if path:
        path.unlink(missing_ok=True)
    try:
        yield refuse
    finally:
        for file in opened:
            file.close()
