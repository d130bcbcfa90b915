"""`manage.py import_reviews FILE`: take over the reviews that another shop has of our products."""

import sys
from pathlib import Path
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from tqdm import tqdm

from core.errors import Refused
from reviews.actions.imports import ReviewImportReport, import_reviews, review_mapping


class Command(BaseCommand):
    help = (
        "Take over another shop's reviews from CSV or JSON Lines, plain or .gz. Run it again at any time: it goes on."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--mapping",
            default="generic",
            help="How to read it: judgeme, loox, yotpo, woo, woo-csv, generic, or a file.",
        )
        parser.add_argument("--source", required=True, help="Which shop they come from, as readers are told.")
        parser.add_argument("--check", action="store_true", help="Say what would happen and write no review.")
        parser.add_argument("--refused", type=Path, help="Where refused rows go, with line and reason, as CSV.")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        began = monotonic()
        try:
            mapping = review_mapping(options["mapping"])
            with tqdm(total=file.stat().st_size, unit="B", unit_scale=True, disable=not sys.stderr.isatty()) as bar:
                report = import_reviews(
                    file=file,
                    mapping=mapping,
                    source=options["source"],
                    at=timezone.now(),
                    refused_to=options["refused"],
                    dry_run=options["check"],
                    tell=lambda position: bar.update(position - bar.n),
                )
        except (Refused, OSError) as error:
            raise CommandError(str(error)) from error
        self._say(report, options["check"], monotonic() - began)
        if report.broken:
            raise CommandError(report.broken)

    def _say(self, report: ReviewImportReport, is_check: bool, seconds: float) -> None:
        counts = f"{report.created} created, {report.known} known, {report.refused} refused"
        would = "This would be the outcome: " if is_check else ""
        self.stdout.write(f"{would}{counts}, of {report.products} products, in {seconds:.1f} s.")
        if report.waiting:
            self.stdout.write(f"{report.waiting} of them wait for staff to read them first.")
        for refusal in report.refusals:
            self.stdout.write(f"  line {refusal.line}: {refusal.reason}")
