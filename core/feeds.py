"""Feeds: files with all of something, kept as editions.

A pointer names the edition that is served, and is replaced when another is complete: nobody ever reads half a file.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

KINDS = ("xml", "jsonl")
CURSOR_DIGITS = 12
_LEAD = b'{"cursor": "'


@dataclass(frozen=True)
class Edition:
    """`mark` changes when what the feed tells does; `rows` are the lines of the JSON Lines file."""

    feed: str
    id: str
    built_at: str
    mark: str
    rows: int

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.built_at)

    def path(self, kind: str, *, is_packed: bool = False) -> Path:
        return folder() / f"{self.feed}-{self.id}.{kind}{'.gz' if is_packed else ''}"


def folder() -> Path:
    """Where editions are: no web server serves it by itself."""
    return Path(settings.PRIVATE_ROOT) / "feeds"


def pointer(feed: str) -> Path:
    return folder() / f"{feed}.json"


def current_edition(feed: str) -> Edition | None:
    """The edition that is served; None before the first."""
    try:
        return Edition(**json.loads(pointer(feed).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None


def packed_pointer(edition: Edition) -> str:
    return json.dumps(asdict(edition))


def cursor_of(pk: int) -> str:
    """Where a line stands: lines are in the order of their cursors, in this edition and in every later one."""
    return f"{pk:0{CURSOR_DIGITS}}"


def line_of(pk: int, content: dict[str, object]) -> str:
    return json.dumps({"cursor": cursor_of(pk)} | content, ensure_ascii=False)


def offset_after(file: BinaryIO, cursor: str) -> int:
    """Where the first line behind the cursor begins, looked up by halving: a file of any size costs a few reads."""
    wanted, low, high = cursor.encode(), 0, file.seek(0, 2)
    while low < high:
        middle = (low + high) // 2
        start = _line_start(file, middle, low)
        file.seek(start)
        line = file.readline()
        if line[len(_LEAD) : len(_LEAD) + CURSOR_DIGITS] <= wanted:
            low = start + len(line)
        else:
            high = start
    return low


def _line_start(file: BinaryIO, place: int, floor: int) -> int:
    """The beginning of the line that `place` is in, not before `floor`, which begins one."""
    reach = 4096
    while place > floor:
        begin = max(floor, place - reach)
        file.seek(begin)
        found = file.read(place - begin).rfind(b"\n")
        if found >= 0:
            return begin + found + 1
        if begin == floor:
            return floor
        reach *= 4
    return floor


def pieces(path: Path, start: int, size: int) -> Iterator[bytes]:
    """So many bytes of a file from there on."""
    with path.open("rb") as file:
        file.seek(start)
        while size > 0 and (piece := file.read(min(size, 65_536))):
            size -= len(piece)
            yield piece
