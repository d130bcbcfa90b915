"""What the demo shop sells: the topical files beside this one, read into plain values."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from core.money import Money
from demo.drawings.look import Look
from demo.drawings.tones import COLORS
from shop.rules.cells import content_of

HERE = Path(__file__).parent
DEPARTMENTS = ("kitchen", "home", "garden", "bath", "office", "bags", "sport", "children")


@dataclass(frozen=True)
class Shelf:
    """A category below a department."""

    name: str
    icon: str
    description: str
    facets: list[str]
    review_wait_days: int | None = None


@dataclass(frozen=True)
class Item:
    """A product as its maker and we describe it. `stock` is what is left in the end, None for plenty; `content` an
    amount and its unit, for the price per kilogram or litre."""

    category: str
    title: str
    brand: str
    price: Money
    draw: Look
    description: str
    bullets: list[str]
    specs: dict[str, str]
    weight: int
    content: tuple[int, str] | None = None
    was: Money | None = None
    options: dict[str, list[str]] = field(default_factory=dict)
    extra: dict[str, Money] = field(default_factory=dict)
    view: str = "closeup"
    stock: int | None = None
    tax_class: str = "standard"
    state: str = "published"
    manual: bool = False
    ships_to: list[str] = field(default_factory=list)

    @property
    def color_option(self) -> str | None:
        """The option whose values are colors to draw in."""
        return next((name for name, values in self.options.items() if all(v.lower() in COLORS for v in values)), None)

    @property
    def colors(self) -> list[str]:
        return self.options[self.color_option] if self.color_option else []


@dataclass(frozen=True)
class Department:
    """A root of the tree with its shelves and all that stands on them."""

    key: str
    name: str
    icon: str
    description: str
    shelves: list[Shelf]
    items: list[Item]


@cache
def departments() -> list[Department]:
    """All departments in the shop's order."""
    return [_department(key) for key in DEPARTMENTS if (HERE / f"{key}.toml").exists()]


def items() -> Iterator[Item]:
    for department in departments():
        yield from department.items


@cache
def brands() -> dict[str, str]:
    """Names and the codes that begin their SKUs."""
    return _read("brands")


@cache
def attributes() -> dict[str, list[str]]:
    """Key to label, kind and unit."""
    return _read("attributes")


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / f"{name}.toml").read_text(), parse_float=Decimal)


def _department(key: str) -> Department:
    data = _read(key)
    shelves = [Shelf(**{"facets": [], **row}) for row in data.pop("categories")]
    return Department(key=key, shelves=shelves, items=[_item(row) for row in data.pop("products")], **data)


def _item(row: dict[str, Any]) -> Item:
    money = {name: _money(row[name]) for name in ("price", "was") if name in row}
    extra = {value: _money(amount) for value, amount in row.get("extra", {}).items()}
    look = {name: float(value) if name == "scale" else value for name, value in row["draw"].items()}
    specs = {key: _words(value) for key, value in row["specs"].items()}
    ours = {
        "extra": extra,
        "draw": Look(**look),
        "specs": specs,
        "description": row["description"].strip(),
        "content": content_of(row.get("content", ""), "."),
    }
    return Item(**row | money | ours)


def _money(amount: Decimal | int) -> Money:
    return Money(int(amount * 100))


def _words(value: object) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return str(value)
