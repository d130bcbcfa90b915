"""How a row of a foreign catalog becomes a product of ours: told by a TOML file in shop/mappings/."""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple, TypeAlias

from shop.rules.cells import (
    NUMBER_LIMIT,
    RowRefused,
    content_of,
    date_of,
    gtins_of,
    number_of,
    plain_number,
    price_of,
    stock_of,
    text_of,
    truth_of,
)
from shop.rules.classification import SEPARATOR, CategoryPath, Classifier, build_classifier, split_path
from shop.rules.labels import key_of, label_of

__all__ = ["CatalogMapping", "MappedAttribute", "MappedRow", "RowRefused", "map_row", "parse_mapping"]

Kind: TypeAlias = Literal["text", "number", "boolean"]
Row: TypeAlias = Mapping[str, object]

TITLE_LENGTH, NAME_LENGTH, VALUE_LENGTH, DESCRIPTION_BYTES = 300, 120, 300, 100_000
ID_LENGTH, SKU_LENGTH, CATEGORY_LENGTH = 50, 60, 80
BULLETS, BULLET_LENGTH = 5, 80
ATTRIBUTES, CATEGORY_DEPTH = 500, 6


class MappedAttribute(NamedTuple):
    """One line of the specification; the value is shown without its unit."""

    key: str
    label: str
    kind: Kind
    value: str
    unit: str

    @property
    def shown(self) -> str:
        """The value with its unit."""
        return f"{self.value} {self.unit}".strip()


@dataclass(frozen=True)
class MappedRow:
    """A row in our words, checked."""

    source_id: str
    sku: str
    title: str
    brand: str
    category_path: CategoryPath
    description: str
    gtins: tuple[str, ...]
    mpn: str
    price_minor: int
    is_reduced: bool
    """Whether the source would like a price before to be shown: which one, the history says."""
    content: tuple[int, str] | None
    stock: int | None
    released_on: date | None
    attributes: tuple[MappedAttribute, ...]
    weight_g: int | None
    width_mm: int | None
    height_mm: int | None
    depth_mm: int | None
    bullet_points: tuple[str, ...]


@dataclass(frozen=True)
class CatalogMapping:
    """A mapping file, read."""

    format: Literal["json", "csv"]
    sku_prefix: str
    price_is_major: bool
    decimal_mark: str
    fields: Mapping[str, str]
    prefixes: Mapping[Kind, str]
    hidden: re.Pattern[str] | None
    sizes: Mapping[str, tuple[str, ...]]
    units: Mapping[str, str]
    labels: Mapping[str, str]
    rescale: Mapping[str, tuple[Decimal, Decimal]]
    hidden_in: Mapping[str, frozenset[str]]
    bullets: tuple[str, ...]
    icons: Mapping[str, str]
    classifier: Classifier

    def icon_of(self, path: CategoryPath) -> str:
        """The category's own icon, else that of the nearest category above it."""
        above = (SEPARATOR.join(path[:depth]) for depth in range(len(path), 0, -1))
        return next((self.icons[name] for name in above if name in self.icons), "package")


def parse_mapping(toml: str) -> CatalogMapping:
    """Raises tomllib.TOMLDecodeError, KeyError or re.error for a broken file: that is for its author, not the shop."""
    raw = tomllib.loads(toml)
    options, shown = raw["options"], raw["attributes"]
    return CatalogMapping(
        format="csv" if options["format"] == "csv" else "json",
        sku_prefix=options.get("sku_prefix", ""),
        price_is_major=options["price"] == "major",
        decimal_mark=options.get("decimal_mark", "."),
        fields=raw["fields"],
        prefixes={"text": shown["text"], "number": shown["number"], "boolean": shown["boolean"]},
        hidden=re.compile(shown["hidden"]) if shown.get("hidden") else None,
        sizes={name: tuple(keys) for name, keys in raw.get("sizes", {}).items()},
        units=raw.get("units", {}),
        labels=raw.get("labels", {}),
        rescale={key: (Decimal(above), Decimal(by)) for key, (above, by) in raw.get("rescale", {}).items()},
        hidden_in={department: frozenset(keys) for department, keys in raw.get("hidden_in", {}).items()},
        bullets=tuple(raw.get("bullets", {}).get("keys", [])),
        icons=raw.get("icons", {}),
        classifier=build_classifier(raw.get("phrases", {}), raw.get("category", []), options["other"]),
    )


def map_row(mapping: CatalogMapping, row: object, decimals: int = 2) -> MappedRow:
    """The row as a product; `decimals` are those of the shop's currency. Raises RowRefused."""
    if not isinstance(row, Mapping):
        raise RowRefused("The row is not an object with fields.")
    text = _reader(mapping, row)
    source_id, title, description = text("source_id"), " ".join(text("title").split()), text("description")
    _check_texts(source_id, title, description)
    by_key = {attribute.key: attribute for attribute in _attributes(mapping, row)}
    if len(by_key) > ATTRIBUTES:
        raise RowRefused(f"There are more than {ATTRIBUTES} attributes.")
    price_minor = _price(mapping, row, "price", decimals)
    path = _category(mapping, text("category"), _without(text("brand"), title), description, by_key)
    shown = {key: attribute for key, attribute in by_key.items() if _is_shown(mapping, path, key)}
    return MappedRow(
        source_id=source_id,
        sku=f"{mapping.sku_prefix}{source_id}"[:SKU_LENGTH],
        title=title,
        brand=" ".join(text("brand")[:NAME_LENGTH].split()),
        category_path=path,
        description=description,
        gtins=gtins_of(row.get(mapping.fields.get("gtins", ""))),
        mpn=text("mpn")[:NAME_LENGTH],
        price_minor=price_minor,
        is_reduced=bool(text("compare_at")) and _price(mapping, row, "compare_at", decimals) > price_minor,
        content=content_of(text("content"), mapping.decimal_mark),
        stock=stock_of(text("stock")),
        released_on=date_of(text("released_on")),
        attributes=tuple(shown.values()),
        bullet_points=_bullets(mapping, text("bullet_points"), shown),
        weight_g=_size(mapping, row, by_key, "weight_g"),
        width_mm=_size(mapping, row, by_key, "width_mm"),
        height_mm=_size(mapping, row, by_key, "height_mm"),
        depth_mm=_size(mapping, row, by_key, "depth_mm"),
    )


def _reader(mapping: CatalogMapping, row: Row) -> Callable[[str], str]:
    return lambda field: text_of(row.get(mapping.fields.get(field, "")), mapping.fields.get(field, field))


def _price(mapping: CatalogMapping, row: Row, field: str, decimals: int) -> int:
    return price_of(row.get(mapping.fields[field]), mapping.price_is_major, mapping.decimal_mark, decimals)


def _check_texts(source_id: str, title: str, description: str) -> None:
    if not source_id:
        raise RowRefused("There is no id.")
    if len(source_id) > ID_LENGTH:
        raise RowRefused(f"The id is longer than {ID_LENGTH} characters.")
    if not title:
        raise RowRefused("There is no title.")
    if len(title) > TITLE_LENGTH:
        raise RowRefused(f"The title is longer than {TITLE_LENGTH} characters.")
    if len(description.encode()) > DESCRIPTION_BYTES:
        raise RowRefused("The description is larger than 100 kB.")


def _without(brand: str, title: str) -> str:
    """The title less the maker's name, which may sound like a thing: "Origin Storage", "Case Logic"."""
    return title[len(brand) :].strip() if brand and title.lower().startswith(brand.lower()) else title


def _category(
    mapping: CatalogMapping, named: str, title: str, description: str, by_key: Mapping[str, MappedAttribute]
) -> CategoryPath:
    if named:
        path = tuple(" ".join(part[:CATEGORY_LENGTH].split()) for part in split_path(named))
        if len(path) > CATEGORY_DEPTH:
            raise RowRefused(f"The category lies deeper than {CATEGORY_DEPTH} levels.")
        return path or mapping.classifier.other
    values = {key: attribute.value for key, attribute in by_key.items()}
    return mapping.classifier.classify(title, description, values)


def _is_shown(mapping: CatalogMapping, path: CategoryPath, key: str) -> bool:
    return key not in mapping.hidden_in.get(path[0], ()) and not (mapping.hidden and mapping.hidden.search(key))


def _attributes(mapping: CatalogMapping, row: Row) -> Iterator[MappedAttribute]:
    for column, raw in row.items():
        for kind, prefix in mapping.prefixes.items():
            if column.startswith(prefix) and raw not in ("", None):
                key = key_of(column.removeprefix(prefix))
                value = _value(raw, kind, column, mapping.rescale.get(key))
                if key and value:
                    label = mapping.labels.get(key) or label_of(key)
                    yield MappedAttribute(key, label, kind, value, mapping.units.get(key, ""))


def _value(raw: object, kind: Kind, column: str, rescale: tuple[Decimal, Decimal] | None) -> str:
    if kind == "text":
        return ", ".join(filter(None, map(str.strip, text_of(raw, column).split("\n"))))[:VALUE_LENGTH]
    if kind == "boolean":
        return "yes" if truth_of(raw, column) else "no"
    number = number_of(raw, column)
    return plain_number(number / rescale[1] if rescale and number > rescale[0] else number)


def _size(mapping: CatalogMapping, row: Row, by_key: Mapping[str, MappedAttribute], name: str) -> int | None:
    """The first size given that rounds to something: sources also hold 0 and values in a wrong unit."""
    for key in mapping.sizes.get(name, ()):
        raw = by_key[key].value if key in by_key else row.get(key)
        if raw not in (None, ""):
            size = round(number_of(raw, key))
            if 0 < size <= NUMBER_LIMIT:
                return size
    return None


def _bullets(mapping: CatalogMapping, given: str, by_key: Mapping[str, MappedAttribute]) -> tuple[str, ...]:
    if given:
        return tuple(point.strip() for point in given.split("|") if point.strip())[:BULLETS]
    known = [by_key[key] for key in mapping.bullets if key in by_key and len(by_key[key].value) <= BULLET_LENGTH]
    return tuple(f"{a.label}: {a.shown}" for a in known[:BULLETS])
