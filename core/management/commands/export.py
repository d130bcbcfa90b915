"""`manage.py export WHAT`: everything of a kind as JSON Lines or CSV, in the shapes of the API."""

import csv
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from rest_framework.utils.encoders import JSONEncoder
from tqdm import tqdm

from core.actions.exports import begin_export
from core.errors import Refused
from core.exports import Export, all_exports, cells_of, read_rows


class Command(BaseCommand):
    help = "Write everything of a kind as JSON Lines or CSV. It says a cursor; --after goes on from there."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=sorted(all_exports()))
        parser.add_argument(
            "--by", required=True, metavar="EMAIL", help="Who of the staff takes it: it is written down."
        )
        parser.add_argument("--format", choices=["jsonl", "csv"], default="jsonl")
        parser.add_argument("--out", type=Path, help="A file; else it is written here.")
        parser.add_argument("--after", type=int, default=0, metavar="CURSOR", help="Go on, and at the end of --out.")
        parser.add_argument("--force", action="store_true", help="Replace --out if it is there.")

    def handle(self, *args: Any, **options: Any) -> None:
        export, path, after = all_exports()[options["what"]], options["out"], options["after"]
        is_there = bool(path) and path.exists()
        goes_on = is_there and bool(after) and not options["force"]
        if is_there and not (goes_on or options["force"]):
            raise CommandError(f"{path} is there already. --force replaces it, --after goes on at its end.")
        by = get_user_model().objects.filter(email__iexact=options["by"]).first()
        try:
            begin_export(export=export, by=by, words=_words(options))
        except Refused as error:
            raise CommandError(str(error)) from error
        with self._opened(path, goes_on) as file:
            self._write(export, after, _writer(export, file, options["format"], has_head=goes_on))

    def _write(self, export: Export, after: int, write: Callable[[Any], None]) -> None:
        cursor, count = after, 0
        total = export.rows().filter(pk__gt=after).count()
        try:
            for pk, content in tqdm(read_rows(export, after), total=total, disable=not sys.stderr.isatty()):
                write(content)
                cursor, count = pk, count + 1
        except KeyboardInterrupt:
            raise CommandError(f"Stopped after {count:,} rows. Go on with --after {cursor}") from None
        except Exception:
            self.stderr.write(f"Broken off after {count:,} rows. Go on with --after {cursor}")
            raise
        self.stderr.write(f"{count:,} rows. What comes later begins with --after {cursor}")

    @contextmanager
    def _opened(self, path: Path | None, goes_on: bool) -> Iterator[Any]:
        """Readable for nobody else: what is taken out is often about people."""
        if path is None:
            yield self.stdout._out  # without Django's wrapper, which ends lines by itself
            return
        flags = os.O_WRONLY | os.O_CREAT | (os.O_APPEND if goes_on else os.O_TRUNC)
        with os.fdopen(os.open(path, flags, 0o600), "w", encoding="utf-8", newline="") as file:
            yield file


def _words(options: dict[str, Any]) -> str:
    where = options["out"].name if options["out"] else "standard output"
    return f"{options['format']} to {where}, after {options['after']}"


def _writer(export: Export, file: Any, kind: str, *, has_head: bool) -> Callable[[Any], None]:
    if kind == "jsonl":
        return lambda content: print(json.dumps(content, ensure_ascii=False, cls=JSONEncoder), file=file)
    columns, rows = export.columns, csv.writer(file)
    if not has_head:
        rows.writerow(columns)
    return lambda content: rows.writerow(cells_of(content, columns))
