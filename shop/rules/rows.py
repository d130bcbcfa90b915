"""Reading a file of somebody else's row by row: JSON Lines or CSV. However broken it is, only its broken rows are lost.

Nothing here needs Django.
"""

import csv
import json
import zlib
from collections import deque
from collections.abc import Iterator, Sequence
from typing import BinaryIO, NamedTuple, TypeAlias

from shop.rules.cells import RowRefused

Needed: TypeAlias = Sequence[Sequence[str]]
"""Columns without which a file makes no sense, each with the names it may have."""

LINE_BYTES = 1_000_000
RECORD_LINES = 200
"""A CSV row may span lines inside quotes; after so many somebody forgot to close one."""
START_CHARACTERS = 200
TOO_LONG = "The row is longer than 1 MB."
NOT_UTF8 = "The row is not UTF-8 text."


class FeedBroken(Exception):
    """The file cannot be read, or not any further; the message is a sentence for whoever sent it."""


class RawRow(NamedTuple):
    """A row as it stands in the file: a JSON text or named cells. `fault` says why it cannot even be read."""

    line: int
    content: bytes | dict[str, str]
    fault: str = ""

    @property
    def start(self) -> str:
        """The row's beginning, for people."""
        if isinstance(self.content, bytes):
            return self.content[: START_CHARACTERS * 4].decode(errors="replace")[:START_CHARACTERS].strip()
        return json.dumps(self.content, ensure_ascii=False)[:START_CHARACTERS]


class Refusal(NamedTuple):
    """A row that was not taken."""

    line: int
    reason: str
    row: str


def rows_of(stream: BinaryIO, kind: str, needed: Needed) -> Iterator[RawRow]:
    """Every row of a file of kind "csv" or "json". Raises FeedBroken for a missing column or a file cut off."""
    return _csv_rows(stream, needed) if kind == "csv" else _json_rows(stream)


def parsed(raw: RawRow) -> object:
    """A row of JSON as what it stands for, one of CSV as its cells. Raises RowRefused."""
    if raw.fault:
        raise RowRefused(raw.fault)
    if not isinstance(raw.content, bytes):
        return raw.content
    try:
        return json.loads(raw.content)
    except UnicodeDecodeError:
        raise RowRefused(NOT_UTF8) from None
    except (ValueError, RecursionError):
        raise RowRefused("The row is not JSON.") from None


def _json_rows(stream: BinaryIO) -> Iterator[RawRow]:
    return (row for row in _lines(stream) if row.content)


def _csv_rows(stream: BinaryIO, needed: Needed) -> Iterator[RawRow]:
    lines = _Lines(_lines(stream))
    header, delimiter = _header(lines)
    missing = [" or ".join(names) for names in needed if not any(name in header for name in names)]
    if missing:
        raise FeedBroken(f"The first line names no column {' and no column '.join(missing)}.")
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while (cells := lines.next_of(reader)) is not None:
        if any(cell.strip() for cell in cells):
            yield _csv_row(lines, header, cells)


def _header(lines: "_Lines") -> tuple[list[str], str]:
    """The columns' names, and which of comma, semicolon and tab stands between them."""
    try:
        line = next(lines, "")
    except csv.Error as error:
        raise FeedBroken("The first line should name the columns, and cannot be read.") from error
    delimiter = max(",;\t", key=line.count)
    return [name.strip() for name in next(csv.reader([line], delimiter=delimiter), [])], delimiter


def _csv_row(lines: "_Lines", header: list[str], cells: list[str]) -> RawRow:
    text = "".join(cells)
    fault = lines.fault
    if not fault and not text.isascii() and any("\udc80" <= letter <= "\udcff" for letter in text):
        fault = NOT_UTF8
    if not fault and len(cells) != len(header):
        fault = f"The row has {len(cells)} cells where the first line names {len(header)} columns."
    return RawRow(lines.line, dict(zip(header, cells, strict=False)), fault)


class _Lines:
    """Text lines for the csv module, which remembers those of the row at hand so that they can be read once more."""

    def __init__(self, rows: Iterator[RawRow]) -> None:
        self.rows, self.again, self.taken = rows, deque[RawRow](), list[RawRow]()
        self.line, self.fault = 0, ""

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        row = self.again.popleft() if self.again else next(self.rows)
        self.taken.append(row)
        if row.fault or len(self.taken) > RECORD_LINES or sum(len(taken.content) for taken in self.taken) > LINE_BYTES:
            raise csv.Error(row.fault or "a quote is never closed")
        return _text(row)

    def next_of(self, reader: Iterator[list[str]]) -> list[str] | None:
        """The next row's cells; of a row that cannot be read only the first line is lost. None at the end."""
        self.taken, self.fault = [], ""
        try:
            cells = next(reader, None)
        except csv.Error as error:
            self.fault = self.taken[0].fault or f"The row is not CSV: {error}."
            cells = [_text(self.taken[0])]
            self.again.extendleft(reversed(self.taken[1:]))
        self.line = self.taken[0].line if self.taken else 0
        return cells


def _text(row: RawRow) -> str:
    return row.content.decode("utf-8", "surrogateescape") + "\n" if isinstance(row.content, bytes) else ""


def _lines(stream: BinaryIO) -> Iterator[RawRow]:
    """Lines without their ends; of one that is too long only the beginning."""
    number = 0
    while piece := _read(stream, number):
        number += 1
        content = piece.removeprefix(b"\xef\xbb\xbf") if number == 1 else piece
        if len(piece) <= LINE_BYTES:
            yield RawRow(number, content.rstrip(b"\r\n"))
        else:
            while piece and not piece.endswith(b"\n"):
                piece = _read(stream, number)
            yield RawRow(number, content[: START_CHARACTERS * 4], TOO_LONG)


def _read(stream: BinaryIO, line: int) -> bytes:
    try:
        return stream.readline(LINE_BYTES + 1)
    except (EOFError, OSError, zlib.error) as error:
        raise FeedBroken(f"The file is damaged or cut off after line {line}: {error}") from error
