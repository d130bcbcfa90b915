"""Proves that the books are right, or shows where they are not. Reads only."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.audit import Finding, all_checks, count_rows, run_check


class Command(BaseCommand):
    help = "Check every sum, limit and promise in the books. Reads only; ends with 1 when something is wrong."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--only", default="", metavar="ID", help='One check or topic, such as "stock".')

    def handle(self, *args: Any, **options: Any) -> None:
        checks, wrong = all_checks(options["only"]), 0
        if not checks:
            raise CommandError(f"There is no check or topic {options['only']!r}.")
        counts = count_rows(checks)
        for check in checks:
            self.stdout.write(f"{check.id:22} {counts[check.over]:>12,} rows ", ending="")
            self.stdout.flush()  # the name of a slow check stands there while it runs
            finding = run_check(check)
            wrong += bool(finding.rows)
            self._tell(finding)
        if wrong:
            raise CommandError(f"{wrong} of {len(checks)} checks do not hold.")

    def _tell(self, finding: Finding) -> None:
        verdict = self.style.ERROR("WRONG") if finding.rows else self.style.SUCCESS("ok   ")
        self.stdout.write(f"{finding.seconds:6.1f} s  {verdict}  {finding.check.sentence}")
        for row in finding.rows:
            self.stdout.write("    " + ", ".join(f"{name} {value}" for name, value in row.items()))
        if finding.is_cut:
            self.stdout.write("    and more")
