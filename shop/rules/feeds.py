"""Reading a foreign catalog row by row: JSON Lines or CSV. However broken a file is, only its broken rows are lost.

Nothing here needs Django, so a second process can map rows while the first one writes them.
"""

import csv
import json
import zlib
from collections import deque
from collections.abc import Iterator
from functools import cache
from hashlib import blake2b
from typing import BinaryIO, NamedTuple

from shop.rules.mappings import CatalogMapping, MappedRow, RowRefused, map_row, parse_mapping
from shop.rules.search_index import IndexEntry, SearchDocument, Texts, body_text, category_text, entry_of

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
    """A row that became no product."""

    line: int
    reason: str
    row: str


class ReadRow(NamedTuple):
    """A row that can become a product."""

    line: int
    fingerprint: str
    row: MappedRow
    start: str
    texts: Texts
    entry: IndexEntry
    """What search will know of the product, unless our words for brand, category or attributes are others."""

    def refused(self, reason: str) -> Refusal:
        return Refusal(self.line, reason, self.start)


def raw_rows(stream: BinaryIO, mapping: CatalogMapping) -> Iterator[RawRow]:
    """Every row of the file. Raises FeedBroken when a column is missing or the file ends in the middle."""
    return _csv_rows(stream, mapping) if mapping.format == "csv" else _json_rows(stream)


def fingerprint(row: RawRow, toml: str, decimals: int) -> str:
    """32 characters that change when the row, its mapping or the currency's decimals do."""
    content = row.content
    data = content.strip() if isinstance(content, bytes) else repr(sorted(content.items())).encode("utf-8", "replace")
    return blake2b(data, digest_size=16, key=_salt(toml, decimals)).hexdigest()


def map_rows(toml: str, decimals: int, rows: list[RawRow]) -> list[ReadRow | Refusal]:
    """The rows by the mapping in `toml`; `decimals` are those of the shop's currency."""
    mapping = mapping_of(toml)
    return [_map(mapping, toml, decimals, row) for row in rows]


@cache
def mapping_of(toml: str) -> CatalogMapping:
    return parse_mapping(toml)


@cache
def _salt(toml: str, decimals: int) -> bytes:
    return blake2b(f"{decimals}\n{toml}".encode(), digest_size=16).digest()


def _map(mapping: CatalogMapping, toml: str, decimals: int, raw: RawRow) -> ReadRow | Refusal:
    try:
        row = map_row(mapping, _parsed(raw), decimals)
    except RowRefused as refused:
        return Refusal(raw.line, refused.reason, raw.start)
    document = _document(row)
    return ReadRow(raw.line, fingerprint(raw, toml, decimals), row, raw.start, document.texts, entry_of(document))


def _document(row: MappedRow) -> SearchDocument:
    lines = [f"{attribute.label} {attribute.shown}" for attribute in row.attributes]
    return SearchDocument(
        product_id=0,
        title=row.title,
        brand=row.brand,
        category=category_text(row.category_path),
        codes=tuple(code for code in (row.mpn, row.sku, *row.gtins[:1]) if code),
        lead=row.description,
        body=body_text(row.bullet_points, (), lines),
    )


def _parsed(raw: RawRow) -> object:
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


def _csv_rows(stream: BinaryIO, mapping: CatalogMapping) -> Iterator[RawRow]:
    lines = _Lines(_lines(stream))
    header, delimiter = _header(lines)
    missing = [mapping.fields[name] for name in ("source_id", "title", "price") if mapping.fields[name] not in header]
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
