"""`manage.py import_carrier_events FILE`: what a carrier says of parcels."""

import sys
from pathlib import Path
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils import timezone
from tqdm import tqdm

from core.errors import Refused
from orders.actions.carrier_files import CarrierImport, import_carrier_events


class Command(BaseCommand):
    help = "Take in a carrier's reports from JSON Lines, plain or .gz. Run it again at any time: it goes on."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--refused", type=Path, help="Where refused rows go, with line and reason.")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        """Ends with 1 when a row was refused or the file is broken."""
        began = monotonic()
        try:
            with tqdm(total=file.stat().st_size, unit="B", unit_scale=True, disable=not sys.stderr.isatty()) as bar:
                report = import_carrier_events(
                    file=file,
                    at=timezone.now(),
                    refused_to=options["refused"],
                    tell=lambda position: bar.update(position - bar.n),
                )
        except (Refused, OSError, DatabaseError) as error:
            raise CommandError(str(error)) from error
        self._say(report, monotonic() - began)
        if report.broken or report.refused:
            raise CommandError(report.broken or f"{report.refused} rows were refused.")

    def _say(self, report: CarrierImport, seconds: float) -> None:
        counts = f"{report.new} new, {report.known} known, {report.refused} refused"
        self.stdout.write(f"{counts}, in {seconds:.1f} s.")
        for refusal in report.refusals:
            self.stdout.write(f"  line {refusal.line}: {refusal.reason}")
        if report.refused > len(report.refusals):
            self.stdout.write(f"  and {report.refused - len(report.refusals)} more")
