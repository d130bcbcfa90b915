"""Choosing a variant option by option."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


class HasOptions(Protocol):
    sku: str
    options: dict[str, str]


@dataclass(frozen=True)
class OptionValue:
    """A value with the SKU that choosing it leads to; None when no variant has it beside the other choices."""

    value: str
    sku: str | None
    is_chosen: bool


def are_alike(options: Iterable[Mapping[str, object]]) -> bool:
    """Whether two variants of a product have the same options, or both none: nobody could choose between them."""
    every = [frozenset((name, str(value)) for name, value in one.items()) for one in options]
    return len({*every}) < len(every)


class OptionPicker:
    """For each option of a product its values, in the order the variants have them."""

    def __init__(self, names: Sequence[str], variants: Sequence[HasOptions], chosen: HasOptions | None) -> None:
        self.names = [name for name in names if any(name in variant.options for variant in variants)]
        self.variants, self.chosen = variants, chosen

    def __iter__(self) -> Iterator[tuple[str, list[OptionValue]]]:
        for name in self.names:
            yield name, [self._value(name, value) for value in self._values(name)]

    def _values(self, name: str) -> list[str]:
        return list(dict.fromkeys(variant.options[name] for variant in self.variants if name in variant.options))

    def _value(self, name: str, value: str) -> OptionValue:
        current = self.chosen.options if self.chosen else {}
        having = [variant for variant in self.variants if variant.options.get(name) == value]
        nearest = max(having, key=lambda variant: _shared(variant.options, current | {name: value}), default=None)
        return OptionValue(value, nearest.sku if nearest else None, current.get(name) == value)


def _shared(options: dict[str, str], wanted: dict[str, str]) -> int:
    return sum(options.get(name) == value for name, value in wanted.items())
