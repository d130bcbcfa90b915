"""Sheets that staff take away, as CSV that a spreadsheet opens and does not run (RFC 4180)."""

import csv
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

FORMULA_STARTS = "=+-@\t\r"


def sheet(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """A file with a row of names and the rows."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    writer = csv.writer(response)
    writer.writerow(head)
    for row in rows:
        writer.writerow([harmless(str(cell)) for cell in row])
    return response


def harmless(cell: str) -> str:
    """A spreadsheet must not run what a cell begins with."""
    return f"'{cell}" if cell.startswith(tuple(FORMULA_STARTS)) else cell
