"""Importing another shop's reviews: row by row from the file, batch by batch onto our products' pages.

Every batch is one transaction, and a review is known again by its source and its key there; so an import that was
killed is simply started once more, and a file that was imported before changes nothing. What another shop says of
purchases is not taken over: imported reviews are never verified, and say where they come from.
"""

import csv
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from reviews.actions.import_writes import Finder, Place, write_reviews
from reviews.actions.summaries import refresh_summary
from reviews.models import RatingSummary, Review
from reviews.rules.imports import MappedReview, map_review
from reviews.rules.mappings import MappingBroken, ReviewMapping, parse_review_mapping
from shop.actions.feed_files import batches_of_rows, opened_file
from shop.actions.listings import batches_of
from shop.rules.cells import RowRefused
from shop.rules.rows import FeedBroken, RawRow, Refusal, parsed, rows_of

MAPPINGS = Path(__file__).resolve().parent.parent / "mappings" / "reviews"
MOST_SOURCE = 60
REFUSALS_SHOWN = 10

ReadReview: TypeAlias = tuple[RawRow, MappedReview]


class MappingNotUsable(Refused):
    code = "mapping_not_usable"
    message = _("There is no such mapping.")


class SourceNameMissing(Refused):
    code = "source_name_missing"
    message = _("Please say in at most 60 characters where the reviews come from: readers are told.")


class ImportedElsewhere(Refused):
    code = "imported_elsewhere"
    message = _("Another import of this source is running. Please wait for its end, then start this one again.")


@dataclass
class ReviewImportReport:
    """What came of an import. `waiting` are those of the created that staff look at first; `broken` says why the file
    could not be read to its end."""

    created: int = 0
    waiting: int = 0
    known: int = 0
    refused: int = 0
    products: int = 0
    broken: str = ""
    refusals: list[Refusal] = field(default_factory=list)


def review_mapping(named: str) -> ReviewMapping:
    """A mapping: one of ours by its name, any by its path. Raises MappingNotUsable with a sentence for its author."""
    path = MAPPINGS / f"{named}.toml" if re.fullmatch(r"[a-z0-9_-]+", named) else Path(named)
    try:
        return parse_review_mapping(path.read_text(encoding="utf-8"))
    except MappingBroken as error:
        raise MappingNotUsable(f"{path}: {error}") from error
    except (OSError, ValueError) as error:
        ours = ", ".join(sorted(known.stem for known in MAPPINGS.glob("*.toml")))
        raise MappingNotUsable(f"There is no mapping {named}. Ours are {ours}; or name a TOML file.") from error


def import_reviews(
    *,
    file: Path,
    mapping: ReviewMapping,
    source: str,
    at: datetime,
    refused_to: Path | None = None,
    dry_run: bool = False,
    tell: Callable[[int], object] = lambda position: None,
) -> ReviewImportReport:
    """Take over the file's reviews under the name of the shop they come from; rows refused go to `refused_to`.

    Raises SourceNameMissing, ImportedElsewhere. `tell` hears how many bytes of the file are read. With `dry_run`
    nothing is written but the refusals.
    """
    source = " ".join(source.split())
    if not 0 < len(source) <= MOST_SOURCE:
        raise SourceNameMissing
    with opened_file(file) as (raw, stream), _refusal_file(refused_to) as refuse:
        run = _Run(mapping, source, at, refuse, dry_run)
        try:
            rows = run.readable(rows_of(stream, mapping.format, mapping.needed))
            for batch in batches_of_rows(rows):
                run.take(batch)
                tell(raw.tell())
        finally:
            run.count()
    return run.report


class _Run:
    """One import on its way."""

    def __init__(
        self, mapping: ReviewMapping, source: str, at: datetime, refuse: Callable[[Refusal], None], dry_run: bool
    ) -> None:
        self.mapping, self.source, self.at, self.refuse, self.dry_run = mapping, source, at, refuse, dry_run
        self.report, self.lines, self.touched, self.finder = (
            ReviewImportReport(),
            dict[str, int](),
            set[int](),
            Finder(),
        )

    def readable(self, rows: Iterator[RawRow]) -> Iterator[RawRow]:
        """The file's rows, up to where it breaks."""
        try:
            yield from rows
        except FeedBroken as broken:
            self.report.broken = str(broken)

    def take(self, batch: list[RawRow]) -> None:
        """Write those that are new."""
        read = list(self._once(self._mapped(batch)))
        self.finder.look_up([review.codes for _row, review in read])
        placed = [(row, review, self.finder.find(review.codes)) for row, review in read]
        for row, _review, place in placed:
            if place is None:
                self._refuse(row, "There is no such product here.")
        fresh = [(review, place) for _row, review, place in placed if place]
        known = self._known([review.key for review, _place in fresh])
        new = [(review, place) for review, place in fresh if review.key not in known]
        self.touched |= {place.product for _review, place in fresh}
        self.report.known += len(fresh) - len(new)
        self.report.created += len(new)
        if not self.dry_run:
            self.report.waiting += self._write(new)

    def count(self) -> None:
        """What the products touched show of their reviews, those of an import that was killed before as well."""
        self.report.products = len(self.touched)
        if self.dry_run:
            return
        if self.report.created:
            _count_rows()
        for products in batches_of(self.touched):
            for product_id in RatingSummary.objects.miscounted_imports(products):
                refresh_summary(product_id=product_id, at=self.at)

    def _mapped(self, batch: list[RawRow]) -> Iterator[ReadReview]:
        for row in batch:
            try:
                yield row, map_review(self.mapping, parsed(row), self.at)
            except RowRefused as refused:
                self._refuse(row, refused.reason)

    def _once(self, read: Iterator[ReadReview]) -> Iterator[ReadReview]:
        for row, review in read:
            line = self.lines.setdefault(review.key, row.line)
            if line == row.line:
                yield row, review
            else:
                self._refuse(row, f"This review stands on line {line} already.")

    def _known(self, keys: list[str]) -> set[str]:
        known = Review.objects.filter(source_name=self.source, source_key__in=keys)
        return set(known.values_list("source_key", flat=True))

    def _write(self, new: list[tuple[MappedReview, Place]]) -> int:
        try:
            with transaction.atomic():
                return write_reviews(new=new, source=self.source, at=self.at)
        except IntegrityError as error:
            raise ImportedElsewhere from error

    def _refuse(self, row: RawRow, reason: str) -> None:
        refusal = Refusal(row.line, reason, row.start)
        self.report.refused += 1
        if len(self.report.refusals) < REFUSALS_SHOWN:
            self.report.refusals.append(refusal)
        self.refuse(refusal)


def _count_rows() -> None:
    """The planner guesses badly about tables that grew so much a minute ago."""
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {Review._meta.db_table}")


@contextmanager
def _refusal_file(path: Path | None) -> Iterator[Callable[[Refusal], None]]:
    """Writes refusals as a sheet; the file is there even when there are none, so that nobody reads an old one."""
    if path is None:
        yield lambda refusal: None
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow(Refusal._fields)
        yield sheet.writerow
