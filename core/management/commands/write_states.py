"""Writes docs/states.md: the life of every thing that has one, from the MOVES in the models."""

from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.states import Stateful


class Command(BaseCommand):
    help = "Write docs/states.md from the models, or say that it is old (--check)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        target, text = Path(settings.ROOT) / "docs" / "states.md", _document()
        if options["check"]:
            if not target.exists() or target.read_text(encoding="utf-8") != text:
                raise CommandError("docs/states.md is old: run manage.py write_states")
            return
        target.write_text(text, encoding="utf-8")


def _document() -> str:
    lives = [model for model in apps.get_models() if issubclass(model, Stateful)]
    head = "# States\n\nGenerated from the models by `manage.py write_states`; do not edit by hand.\n"
    return head + "".join(_life(model) for model in sorted(lives, key=lambda model: model._meta.label))


def _life(model: type[Stateful]) -> str:
    rows = "".join(f"| {start} | {', '.join(map(str, targets))} |\n" for start, targets in model.MOVES.items())
    return f"\n## {model.__name__} ({model._meta.app_label})\n\n| from | to |\n| --- | --- |\n{rows}"
