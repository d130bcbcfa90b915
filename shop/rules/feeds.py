"""Reading a foreign catalog row by row, and what a row becomes before it is written.

Nothing here needs Django, so a second process can map rows while the first one writes them.
"""

from collections.abc import Iterator
from functools import cache
from hashlib import blake2b
from typing import BinaryIO, NamedTuple

from shop.rules.mappings import CatalogMapping, MappedRow, RowRefused, map_row, parse_mapping
from shop.rules.rows import RawRow, Refusal, parsed, rows_of
from shop.rules.search_index import IndexEntry, SearchDocument, Texts, body_text, category_text, entry_of


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
    needed = [(mapping.fields[name],) for name in ("source_id", "title", "price")]
    return rows_of(stream, mapping.format, needed)


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
        row = map_row(mapping, parsed(raw), decimals)
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
