"""What can be taken out of the shop as files: each app lists its own in `<app>/api/exports.py`, found by name, in the
shapes of the API, so that there is one shape of a thing and not two."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.utils.module_loading import module_has_submodule

from core.sheets import harmless

BATCH = 500
"""Rows that are read at once, in a fixed number of queries."""


def _nothing(rows: Sequence[Any]) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Export:
    """`rows` are all, with what their `shape` (a serializer of the API) shows; `context` is what a batch needs."""

    name: str
    rows: Callable[[], QuerySet[Any]]
    shape: type[Any]
    context: Callable[[Sequence[Any]], dict[str, Any]] = _nothing

    @property
    def columns(self) -> list[str]:
        return list(self.shape().fields)


def all_exports() -> dict[str, Export]:
    """By name, lower apps first."""
    found: list[Export] = []
    for app in reversed(list(apps.get_app_configs())):
        if app.module and module_has_submodule(app.module, "api"):
            doors = import_module(f"{app.name}.api")
            if module_has_submodule(doors, "exports"):
                found += import_module(f"{app.name}.api.exports").EXPORTS
    return {export.name: export for export in found}


def read_rows(export: Export, after: int) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Each row with its place, in the order of places, from behind `after` on. Memory does not grow with them."""
    ordered = export.rows().order_by("pk")
    while batch := list(ordered.filter(pk__gt=after)[:BATCH]):
        shaped = export.shape(batch, many=True, context=export.context(batch)).data
        for row, content in zip(batch, shaped, strict=True):
            yield row.pk, content
        after = batch[-1].pk


def cells_of(content: Mapping[str, Any], columns: Sequence[str]) -> list[object]:
    """A row of a sheet. What is a list or holds more of its own is JSON within its cell."""
    return [_cell(content[name]) for name in columns]


def _cell(value: Any) -> object:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return value
    return harmless(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str))
