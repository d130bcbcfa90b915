"""Stripe's form encoding: `line_items[0][price_data][currency]=eur` becomes nested dictionaries and lists."""

import re
from typing import Any, Self
from urllib.parse import parse_qsl

from .errors import Refusal, invalid, missing, unknown

KEY = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")
WEB_LINK = re.compile(r"https?://[^\s\x00-\x20/?#]+[^\s\x00-\x20]*")
MOST_FIELDS = 2_000
MOST_DEPTH = 8


def decode(raw: str) -> dict[str, Any]:
    """Read a query string or form body; malformed input is refused, never half understood."""
    try:
        pairs = parse_qsl(raw, keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    except ValueError as problem:
        raise Refusal("Invalid form encoding.", began=False) from problem
    tree: dict[str, Any] = {}
    for key, value in pairs:
        _put(tree, _path(key), value)
    return {name: _with_lists(value) for name, value in tree.items()}


def _path(key: str) -> list[str]:
    match = KEY.fullmatch(key)
    path = [match[1], *re.findall(r"\[([^\[\]]*)\]", match[2])] if match else []
    if not 0 < len(path) <= MOST_DEPTH:
        raise invalid(key[:100], f"Invalid parameter name: {key[:100]}")
    return path


def _put(tree: dict[str, Any], path: list[str], value: str) -> None:
    *parents, last = path
    for step in parents:
        tree = tree.setdefault(step or str(len(tree)), {})
        if not isinstance(tree, dict):
            raise invalid(path[0], f"Invalid {path[0]}: both a value and a hash.")
    tree[last or str(len(tree))] = value


def _with_lists(node: Any) -> Any:
    if not isinstance(node, dict):
        return node
    inner = {key: _with_lists(value) for key, value in node.items()}
    if inner and sorted(inner) == sorted(str(index) for index in range(len(inner))):
        return [inner[str(index)] for index in range(len(inner))]
    return inner


class Form:
    """Decoded parameters, read one typed field at a time; a wrong one is refused under its full name."""

    def __init__(self, values: dict[str, Any], prefix: str = "") -> None:
        self.values, self.prefix = values, prefix

    def name(self, name: str) -> str:
        return f"{self.prefix}[{name}]" if self.prefix else name

    def only(self, names: str) -> Self:
        """Refuse what is not among these blank-separated names: a misspelled parameter must not pass silently."""
        for name in self.values:
            if name not in {*names.split(), "expand"}:
                raise unknown(self.name(name))
        return self

    def text(self, name: str, *, most: int = 5_000) -> str | None:
        value = self.values.get(name)
        if value is not None and not isinstance(value, str):
            raise invalid(self.name(name), f"Invalid string: {self.name(name)}")
        if value and len(value) > most:
            raise invalid(self.name(name), f"Invalid string: {self.name(name)} must be at most {most} characters")
        return value or None

    def required(self, name: str) -> str:
        value = self.text(name)
        if value is None:
            raise missing(self.name(name))
        return value

    def choice(self, name: str, *choices: str) -> str:
        """One of the choices; the first when nothing was said."""
        value = self.text(name) or choices[0]
        if value not in choices:
            raise invalid(self.name(name), f"Invalid {self.name(name)}: must be one of {', '.join(choices)}")
        return value

    def whole(self, name: str) -> int | None:
        value = self.text(name)
        if value is not None and not re.fullmatch(r"-?[0-9]{1,15}", value):
            raise invalid(self.name(name), f"Invalid integer: {value[:40]}", "parameter_invalid_integer")
        return None if value is None else int(value)

    def required_whole(self, name: str, *, least: int = 1) -> int:
        value = self.whole(name)
        if value is None:
            raise missing(self.name(name))
        if value < least:
            raise invalid(self.name(name), "This value must be greater than or equal to " + str(least) + ".")
        return value

    def flag(self, name: str) -> bool:
        return self.choice(name, "false", "true") == "true"

    def currency(self, name: str) -> str:
        value = self.required(name).lower()
        if not re.fullmatch("[a-z]{3}", value):
            raise invalid(self.name(name), f"Invalid currency: {value[:20]}")
        return value

    def link(self, name: str) -> str | None:
        value = self.text(name)
        if value is not None and not WEB_LINK.fullmatch(value):
            raise invalid(self.name(name), "Not a valid URL", "url_invalid")
        return value

    def form(self, name: str) -> "Form":
        value = self.values.get(name) or {}
        if not isinstance(value, dict):
            raise invalid(self.name(name), "Invalid object", "parameter_invalid_object")
        return Form(value, self.name(name))

    def forms(self, name: str) -> list["Form"]:
        rows = self.values.get(name) or []
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise invalid(self.name(name), "Invalid array", "parameter_invalid_array")
        return [Form(row, f"{self.name(name)}[{index}]") for index, row in enumerate(rows)]

    def texts(self, name: str) -> list[str]:
        rows = self.values.get(name) or []
        if not isinstance(rows, list) or not all(isinstance(row, str) for row in rows):
            raise invalid(self.name(name), "Invalid array", "parameter_invalid_array")
        return rows

    def metadata(self) -> dict[str, str]:
        """At most 50 pairs, names of 40 and values of 500 characters; numeric names arrive here as a list."""
        given = self.values.get("metadata") or {}
        pairs = {str(index): value for index, value in enumerate(given)} if isinstance(given, list) else given
        if not isinstance(pairs, dict) or len(pairs) > 50:
            raise invalid(self.name("metadata"), "Metadata must be a hash of at most 50 keys.")
        for key, value in pairs.items():
            if not isinstance(value, str) or len(key) > 40 or len(value) > 500:
                raise invalid(self.name("metadata"), f"Invalid metadata: {key[:40]}")
        return {key: value for key, value in pairs.items() if value}
