"""Importing the orders of another shop: history, of which nothing is owed here and nobody is written to.

Invoices are read one after the other. A batch of them is one transaction, an order is known again by its source and
its number there, and what came back by the number of the cancellation: so an import that was killed is simply started
once more, and the same file again changes nothing.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby, islice
from pathlib import Path

from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from orders.actions.import_writes import Source, Written, write_invoices
from orders.rules.imports import COLUMNS, Invoice, Reading, SoldRow, invoice_of, read_row
from shop.actions.feed_files import opened_file, refusal_file
from shop.rules.cells import RowRefused
from shop.rules.rows import FeedBroken, RawRow, Refusal, parsed, rows_of

BATCH_INVOICES = 100
"""In one transaction: some two thousand rows, about a second."""
REFUSALS_SHOWN = 10
LONGEST_NAME = 80


class OtherCurrency(Refused):
    code = "other_currency"
    message = _("The amounts are in %(theirs)s and the shop counts in %(ours)s. Nothing is converted.")

    def __init__(self, theirs: str) -> None:
        super().__init__(self.message % {"theirs": theirs, "ours": settings.SHOP_CURRENCY})


class SourceNeedsName(Refused):
    code = "source_needs_name"
    message = _("Say in at most 80 letters, digits and signs by which name the other shop is known.")


@dataclass
class OrderReport:
    """What came of an import: orders, and units that came back to the other shop."""

    orders: int = 0
    lines: int = 0
    known: int = 0
    returned: int = 0
    products: int = 0
    refused: int = 0
    broken: str = ""
    refusals: list[Refusal] = field(default_factory=list)


def check_currency(*, currency: str, is_taken_as_ours: bool) -> None:
    """Raises OtherCurrency unless the file counts in the shop's currency, or its numbers are taken as they are."""
    if currency.upper() != settings.SHOP_CURRENCY and not is_taken_as_ours:
        raise OtherCurrency(currency.upper())


def import_orders(
    *,
    file: Path,
    name: str,
    reading: Reading,
    refused_to: Path | None,
    adds_goods: bool = True,
    limit: int | None = None,
    tell: Callable[[int], object] = lambda position: None,
) -> OrderReport:
    """Take over the orders of the shop called `name`, at most `limit`; `tell` hears how many bytes are read.

    Articles are found by SKU; others become drafts, or are refused unless `adds_goods`. Raises SourceNeedsName.
    """
    if not slugify(name) or len(name) > LONGEST_NAME:
        raise SourceNeedsName
    source = Source(name, f"{slugify(name)}.invalid", adds_goods)
    with opened_file(file) as (raw, stream), refusal_file(refused_to) as refuse:
        run = _Run(source, reading, refuse)
        try:
            for batch in _batches(islice(run.invoices(rows_of(stream, "csv", [[name] for name in COLUMNS])), limit)):
                run.take(batch)
                tell(raw.tell())
        except FeedBroken as broken:
            run.report.broken = str(broken)
    return run.report


class _Run:
    """One import on its way."""

    def __init__(self, source: Source, reading: Reading, refuse: Callable[[Refusal], None]) -> None:
        self.source, self.reading, self.refuse = source, reading, refuse
        self.report = OrderReport()
        self.seen: set[str] = set()

    def invoices(self, rows: Iterable[RawRow]) -> Iterator[Invoice]:
        """Those whose rows stand together; rows further down that name one once more are refused."""
        read = (row for raw in rows if (row := self._read(raw)))
        for number, together in groupby(read, key=lambda row: row.number):
            of_one = list(together)
            if number in self.seen:
                for row in of_one:
                    self._refuse(row.raw, f"The other rows of invoice {number} stand further up, not beside this one.")
                continue
            self.seen.add(number)
            yield invoice_of(of_one)

    def take(self, batch: list[Invoice]) -> None:
        for invoice in batch:
            self._refuse_all(invoice.refused)
        written = write_invoices(invoices=batch, source=self.source)
        self._refuse_all(written.refused)
        self._count(written)

    def _count(self, written: Written) -> None:
        self.report.orders += written.orders
        self.report.lines += written.lines
        self.report.known += written.known
        self.report.returned += written.returned
        self.report.products += written.products

    def _read(self, raw: RawRow) -> SoldRow | None:
        try:
            cells = parsed(raw)
            return read_row(raw, cells, self.reading) if isinstance(cells, dict) else None
        except RowRefused as refused:
            self._refuse(raw, refused.reason)
            return None

    def _refuse_all(self, refused: Iterable[tuple[SoldRow, str]]) -> None:
        for row, reason in refused:
            self._refuse(row.raw, reason)

    def _refuse(self, raw: RawRow, reason: str) -> None:
        refusal = Refusal(raw.line, reason, raw.start)
        self.report.refused += 1
        self.report.refusals += [refusal][: REFUSALS_SHOWN - len(self.report.refusals)]
        self.refuse(refusal)


def _batches(invoices: Iterator[Invoice]) -> Iterator[list[Invoice]]:
    while batch := list(islice(invoices, BATCH_INVOICES)):
        yield batch
