"""`manage.py import_questions FILE`: questions and answers from another shop."""

import sys
from pathlib import Path
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from tqdm import tqdm

from core.errors import Refused
from reviews.actions.question_imports import QuestionReport, import_questions, question_mapping


class Command(BaseCommand):
    help = "Create questions and answers from JSON Lines or CSV, plain or .gz. Run it again at any time: it goes on."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--mapping", help="How to read the file: plain, amazon, or the path of a TOML file.")
        parser.add_argument("--dry-run", action="store_true", help="Say what would happen and write nothing.")
        parser.add_argument("--limit", type=int, help="Read only so many rows.")
        parser.add_argument("--refused", type=Path, help="Where refused rows go; by default into VAR_DIR/imports.")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        refused_to = options["refused"] or settings.VAR / "imports" / f"{file.name}.refused.jsonl"
        began = monotonic()
        try:
            mapping = question_mapping(options["mapping"], file)
            with tqdm(total=file.stat().st_size, unit="B", unit_scale=True, disable=not sys.stderr.isatty()) as bar:
                report = import_questions(
                    file=file,
                    mapping=mapping,
                    refused_to=refused_to,
                    at=timezone.now(),
                    dry_run=options["dry_run"],
                    limit=options["limit"],
                    tell=lambda position: bar.update(position - bar.n),
                )
        except (Refused, OSError) as error:
            raise CommandError(str(error)) from error
        self._say(report, options["dry_run"], monotonic() - began)
        if report.refused and not options["dry_run"]:
            self.stdout.write(f"All refused rows with their reasons: {refused_to}")
        if report.broken:
            raise CommandError(report.broken)

    def _say(self, report: QuestionReport, dry_run: bool, seconds: float) -> None:
        would = "This would be the outcome: " if dry_run else ""
        counts = f"{report.questions} questions and {report.answers} answers created, {report.known} questions known"
        waits = f"{report.waiting} wait for staff, {report.refused} rows refused"
        self.stdout.write(f"{would}{counts}, {waits}, in {seconds:.1f} s.")
        for refusal in report.refusals:
            self.stdout.write(f"  line {refusal.line}: {refusal.reason}")
