"""Which column of another shop's file is what: told by a TOML file in reviews/mappings/reviews/."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

PRODUCT_FIELDS = ("sku", "gtin", "slug", "source_id")
"""By what a product may be found, in the order in which it is tried."""
FIELDS = {*PRODUCT_FIELDS, "stars", "title", "text", "author", "date", "language", "helpful", "key"}
OPTIONS = {"format", "language", "date", "date_format", "markup"}


class MappingBroken(ValueError):
    """A mapping file cannot be used; the message is a sentence for its author."""


@dataclass(frozen=True)
class ReviewMapping:
    """A mapping file, read. `fields` are the columns by our names: the first of them that a row has is taken."""

    format: Literal["csv", "json"]
    language: str
    date: datetime | None
    date_format: str
    markup: bool
    fields: Mapping[str, tuple[str, ...]]
    only: Mapping[str, tuple[str, ...]]

    @property
    def needed(self) -> list[tuple[str, ...]]:
        """Columns without which a file makes no sense: the stars, and something that names the product."""
        products = [name for field in PRODUCT_FIELDS for name in self.fields.get(field, ())]
        return [self.fields["stars"], tuple(products)]


def parse_review_mapping(toml: str) -> ReviewMapping:
    """Raises MappingBroken."""
    try:
        raw = tomllib.loads(toml)
    except tomllib.TOMLDecodeError as error:
        raise MappingBroken(f"The mapping is not TOML: {error}") from error
    options, fields = _table(raw, "options", OPTIONS), _table(raw, "fields", FIELDS)
    if options.get("format") not in ("csv", "json"):
        raise MappingBroken('The mapping\'s [options] need format = "csv" or format = "json".')
    if "stars" not in fields or not any(name in fields for name in PRODUCT_FIELDS):
        raise MappingBroken(f"The mapping's [fields] need stars and one of {', '.join(PRODUCT_FIELDS)}.")
    if "date" not in fields and "date" not in options:
        raise MappingBroken("The mapping's [fields] need a date, or its [options] one for all rows.")
    return ReviewMapping(
        format="csv" if options["format"] == "csv" else "json",
        language=str(options.get("language", "en")),
        date=_date_for_all(options.get("date")),
        date_format=str(options.get("date_format", "")),
        markup=bool(options.get("markup")),
        fields={name: _names(columns, name) for name, columns in fields.items()},
        only={name: _values(values, name) for name, values in _only(raw).items()},
    )


def _table(raw: Mapping[str, object], name: str, known: set[str]) -> dict[str, object]:
    table = raw.get(name)
    if not isinstance(table, dict):
        raise MappingBroken(f"The mapping has no table [{name}].")
    unknown = sorted(set(table) - known)
    if unknown:
        raise MappingBroken(f"The mapping's [{name}] know no {unknown[0]}, only {', '.join(sorted(known))}.")
    return table


def _only(raw: Mapping[str, object]) -> dict[str, object]:
    only = raw.get("only", {})
    if not isinstance(only, dict):
        raise MappingBroken("In the mapping [only] should be a table.")
    return only


def _names(given: object, field: str) -> tuple[str, ...]:
    names = _values(given, field)
    if not all(names):
        raise MappingBroken(f"In the mapping {field} should be a name or a list of names.")
    return names


def _values(given: object, field: str) -> tuple[str, ...]:
    values = given if isinstance(given, list) else [given]
    if not values or not all(isinstance(value, str) for value in values):
        raise MappingBroken(f"In the mapping {field} should be a name or a list of names.")
    return tuple(values)


def _date_for_all(given: object) -> datetime | None:
    if given is None:
        return None
    try:
        return moment_of(str(given), "")
    except ValueError:
        raise MappingBroken("The mapping's date for all rows is not a date like 2026-03-31.") from None


def moment_of(text: str, date_format: str) -> datetime:
    """By ISO 8601, by a format like "%d/%m/%Y", or in seconds since 1970 ("unix"). Without a zone it is UTC."""
    if date_format == "unix":
        return datetime.fromtimestamp(int(text), UTC)
    plain = text.removesuffix(" UTC")
    moment = datetime.strptime(plain, date_format) if date_format else datetime.fromisoformat(plain)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
