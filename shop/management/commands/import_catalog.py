"""`manage.py import_catalog FILE`: create and update products from a supplier's file."""

import gc
import sys
from pathlib import Path
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from core.errors import Refused
from shop.actions.imports import ImportReport, import_catalog, mapping_text


class Command(BaseCommand):
    help = "Create and update products from JSON Lines or CSV, plain or .gz. Run it again at any time: it goes on."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--mapping", help="How to read the file: icecat, plain, or the path of a TOML file.")
        parser.add_argument("--dry-run", action="store_true", help="Say what would happen and write nothing.")
        parser.add_argument("--limit", type=int, help="Read only so many rows.")
        parser.add_argument("--refused", type=Path, help="Where refused rows go; by default into VAR_DIR/imports.")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        refused_to = options["refused"] or settings.VAR / "imports" / f"{file.name}.refused.jsonl"
        began = monotonic()
        gc.freeze()  # what stands now stays: the collector need not look through it again at every batch
        gc.set_threshold(100_000, 50, 100)
        try:
            toml = mapping_text(options["mapping"], file)
            with tqdm(total=file.stat().st_size, unit="B", unit_scale=True, disable=not sys.stderr.isatty()) as bar:
                report = import_catalog(
                    file=file,
                    toml=toml,
                    refused_to=refused_to,
                    limit=options["limit"],
                    dry_run=options["dry_run"],
                    tell=lambda position: bar.update(position - bar.n),
                )
        except (Refused, OSError) as error:
            raise CommandError(str(error)) from error
        self._say(report, options["dry_run"], monotonic() - began)
        if report.refused and not options["dry_run"]:
            self.stdout.write(f"All refused rows with their reasons: {refused_to}")
        if report.broken:
            raise CommandError(report.broken)

    def _say(self, report: ImportReport, dry_run: bool, seconds: float) -> None:
        counts = f"{report.created} created, {report.updated} updated, {report.unchanged} unchanged"
        would = "This would be the outcome: " if dry_run else ""
        self.stdout.write(f"{would}{counts}, {report.refused} refused, in {seconds:.1f} s.")
        if report.is_without_change:
            self.stdout.write("Nothing changed.")
        for refusal in report.refusals:
            self.stdout.write(f"  line {refusal.line}: {refusal.reason}")
