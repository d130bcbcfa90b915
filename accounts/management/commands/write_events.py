"""Writes the list of events in docs/webhooks.md from the code."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.rules.events import EVENTS, VERSION
from accounts.rules.webhooks import WAITS, wait_words

BEGIN, END = "<!-- events: written by manage.py write_events -->\n", "<!-- end of events -->\n"


class Command(BaseCommand):
    help = "Write the list of events in docs/webhooks.md from the code, or say that it is old (--check)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        target = Path(settings.ROOT) / "docs" / "webhooks.md"
        text = target.read_text(encoding="utf-8")
        before, _begin, rest = text.partition(BEGIN)
        _old, _end, after = rest.partition(END)
        fresh = before + BEGIN + _list() + END + after
        if options["check"]:
            if fresh != text:
                raise CommandError("docs/webhooks.md is old: run manage.py write_events")
            return
        target.write_text(fresh, encoding="utf-8")


def _list() -> str:
    tries = " | ".join(str(number) for number in range(2, len(WAITS) + 2))
    head = f"\nVersion {VERSION} of the data.\n\n| try | {tries} |\n"
    head += "| --- " * (len(WAITS) + 1) + f"|\n| after | {' | '.join(map(wait_words, WAITS))} |\n\n"
    head += "| type | scope | `data` | when |\n| --- | --- | --- | --- |\n"
    rows = (
        f"| `{name}` | `{kind.scope}` | {', '.join(f'`{key}`' for key in kind.keys)} | {kind.meaning} |\n"
        for name, kind in EVENTS.items()
    )
    return head + "".join(rows) + "\n"
