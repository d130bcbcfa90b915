"""Importing a foreign catalog: row by row from the file, batch by batch into the shop.

Every batch is one transaction, and a product is known again by its `source_id`; so an import that was killed is simply
started once more, and a file that was imported before changes nothing.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from django.db import DataError, IntegrityError, connection
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.currency import exponent
from core.errors import Refused
from shop.actions.feed_files import batches_of_rows, opened_file, refusal_file
from shop.actions.filters import choose_filters, unfiltered_categories
from shop.actions.import_checks import Seen, SortedRows, sort_rows
from shop.actions.import_writes import write_rows
from shop.actions.mapping_process import mapped
from shop.actions.shelves import Shelves
from shop.models import Attribute, Product, ProductAttribute, StockRecord, Variant
from shop.rules.feeds import ReadRow, fingerprint, mapping_of, raw_rows
from shop.rules.rows import FeedBroken, RawRow, Refusal

MAPPINGS = Path(__file__).resolve().parent.parent / "mappings"
REFUSALS_SHOWN = 10


class MappingNotUsable(Refused):
    code = "mapping_not_usable"
    message = _("There is no such mapping, or it is not valid TOML with the tables a mapping needs.")


@dataclass
class ImportReport:
    """What came of an import. `broken` says why the file could not be read to its end."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    filters: int = 0
    broken: str = ""
    refusals: list[Refusal] = field(default_factory=list)

    @property
    def is_without_change(self) -> bool:
        return not (self.created or self.updated or self.filters)


def mapping_text(named: str | None, file: Path) -> str:
    """The TOML of a mapping: one of ours by its name, any by its path, else by what the file's name ends in.

    Raises MappingNotUsable.
    """
    name = named or ("plain" if ".csv" in file.suffixes else "icecat")
    path = MAPPINGS / f"{name}.toml" if re.fullmatch(r"[a-z0-9_-]+", name) else Path(name)
    try:
        toml = path.read_text(encoding="utf-8")
        mapping_of(toml)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, re.error) as error:
        problem = f"{path}: no {error}" if isinstance(error, KeyError) else f"{path}: {error}"
        raise MappingNotUsable(problem) from error
    return toml


def import_catalog(
    *,
    file: Path,
    toml: str,
    refused_to: Path | None,
    by: User | None = None,
    limit: int | None = None,
    dry_run: bool = False,
    tell: Callable[[int], object] = lambda position: None,
) -> ImportReport:
    """Create and update products from the file by the mapping in `toml`; rows refused go to `refused_to`.

    `tell` hears how many bytes of the file are read. With `dry_run` nothing is written, neither rows nor refusals.
    """
    with opened_file(file) as (raw, stream), refusal_file(None if dry_run else refused_to) as refuse:
        run = _Run(toml, f"import/{file.name}"[:120], by, refuse, dry_run)
        rows = islice(run.readable(stream), limit)
        for outcome in mapped(batches_of_rows(run.fresh(rows)), toml, exponent()):
            run.take(outcome)
            tell(raw.tell())
    if not dry_run:
        run.report.filters = choose_filters(category_ids=run.touched | unfiltered_categories())
    if run.report.created:
        _count_rows()
    return run.report


def _count_rows() -> None:
    """The planner of either database guesses badly about tables that were empty a minute ago."""
    with connection.cursor() as cursor:
        for model in (Attribute, Product, ProductAttribute, Variant, StockRecord):
            cursor.execute(f"ANALYZE {model._meta.db_table}")


class _Run:
    """One import on its way."""

    def __init__(
        self, toml: str, reference: str, by: User | None, refuse: Callable[[Refusal], None], dry_run: bool
    ) -> None:
        self.toml, self.reference, self.by, self.dry_run = toml, reference, by, dry_run
        self.report, self.seen, self.touched = ImportReport(), Seen(), set[int]()
        self.shelves, self.refuse = Shelves(mapping_of(toml)), refuse

    def readable(self, stream: BinaryIO) -> Iterator[RawRow]:
        """The file's rows, up to where it breaks."""
        try:
            yield from raw_rows(stream, mapping_of(self.toml))
        except FeedBroken as broken:
            self.report.broken = str(broken)

    def fresh(self, rows: Iterator[RawRow]) -> Iterator[RawRow]:
        """Those that are not in the shop already, exactly as they are."""
        for batch in batches_of_rows(rows):
            prints = {row.line: fingerprint(row, self.toml, exponent()) for row in batch}
            known = Product.objects.filter(source_hash__in=prints.values()).order_by()
            ids = dict(known.values_list("source_hash", "source_id"))
            for row in batch:
                source_id = ids.get(prints[row.line])
                if source_id is None or source_id in self.seen.ids:
                    yield row
                else:
                    self.seen.ids.add(source_id)
                    self.report.unchanged += 1

    def take(self, outcome: list[ReadRow | Refusal]) -> None:
        """Write a batch; when the database refuses it after all, row by row."""
        self._refuse([row for row in outcome if isinstance(row, Refusal)])
        rows = sort_rows([row for row in outcome if isinstance(row, ReadRow)], self.seen)
        self._refuse(rows.refused)
        if self.dry_run:
            self._count(rows)
            return
        try:
            self._write(rows)
        except (IntegrityError, DataError):
            self.shelves = Shelves(mapping_of(self.toml))
            self._write_each(rows)

    def _write(self, rows: SortedRows) -> None:
        self.touched |= write_rows(rows=rows, shelves=self.shelves, reference=self.reference, by=self.by)
        self._count(rows)

    def _write_each(self, rows: SortedRows) -> None:
        self._write(SortedRows(same=rows.same))
        single = [SortedRows(new=[read]) for read in rows.new]
        single += [SortedRows(changes=[change]) for change in rows.changes]
        for row in single:
            try:
                self._write(row)
            except (IntegrityError, DataError) as error:
                self.shelves = Shelves(mapping_of(self.toml))
                [read] = row.new or [change.read for change in row.changes]
                self._refuse([read.refused(f"The database refused it: {error}".strip())])

    def _count(self, rows: SortedRows) -> None:
        self.report.created += len(rows.new)
        self.report.updated += len(rows.changes)
        self.report.unchanged += len(rows.same)

    def _refuse(self, refusals: list[Refusal]) -> None:
        self.report.refused += len(refusals)
        self.report.refusals += refusals[: REFUSALS_SHOWN - len(self.report.refusals)]
        for refusal in refusals:
            self.refuse(refusal)
