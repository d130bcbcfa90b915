"""Which category a row belongs to when its source names none: the ordered rules of a mapping file."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

CategoryPath: TypeAlias = tuple[str, ...]

SEPARATOR = " > "


@dataclass(frozen=True)
class Rule:
    """Every condition that is set must hold; expressions see text in lower case."""

    path: CategoryPath
    title: re.Pattern[str] | None
    text: re.Pattern[str] | None
    unless: re.Pattern[str] | None
    has: frozenset[str]
    where: tuple[tuple[str, re.Pattern[str]], ...]

    def fits(self, title: str, text: str, attributes: Mapping[str, str]) -> bool:
        return (
            (self.title is None or bool(self.title.search(title)))
            and (self.text is None or bool(self.text.search(text)))
            and (not self.has or not self.has.isdisjoint(attributes))
            and all(pattern.search(attributes.get(key, "").lower()) for key, pattern in self.where)
            and (self.unless is None or not self.unless.search(title))
        )


@dataclass(frozen=True)
class Classifier:
    """The phrases and rules of one mapping file, in their order."""

    phrases: Mapping[str, CategoryPath]
    phrase_pattern: re.Pattern[str] | None
    rules: tuple[Rule, ...]
    other: CategoryPath

    def classify(self, title: str, description: str, attributes: Mapping[str, str]) -> CategoryPath:
        """The category of the last known phrase in the title, or of the first rule that fits, or `other`."""
        found = self.phrase_pattern.findall(title) if self.phrase_pattern else []
        if found:
            return self.phrases[found[-1]]
        lowered = title.lower()
        text = f"{lowered} | {description.lower()}"
        return next((rule.path for rule in self.rules if rule.fits(lowered, text, attributes)), self.other)


def build_classifier(
    phrases: Mapping[str, Iterable[str]], rules: Iterable[Mapping[str, Any]], other: str
) -> Classifier:
    """From the tables [phrases] and [[category]] of a mapping file. Raises re.error for a broken expression."""
    by_phrase = {phrase: split_path(path) for path, listed in phrases.items() for phrase in listed}
    return Classifier(by_phrase, _any_of(by_phrase), tuple(_rule(raw) for raw in rules), split_path(other))


def split_path(text: str) -> CategoryPath:
    """ "Printing > Toner" as ("Printing", "Toner")."""
    return tuple(part.strip() for part in text.split(SEPARATOR.strip()) if part.strip())


def _any_of(phrases: Iterable[str]) -> re.Pattern[str] | None:
    longest_first = sorted(phrases, key=len, reverse=True)
    if not longest_first:
        return None
    return re.compile(r"(?<![\w/-])(?:" + "|".join(map(re.escape, longest_first)) + r")(?![\w/-])")


def _rule(raw: Mapping[str, Any]) -> Rule:
    return Rule(
        path=split_path(str(raw["path"])),
        title=_pattern(raw.get("title")),
        text=_pattern(raw.get("text")),
        unless=_pattern(raw.get("unless")),
        has=frozenset(raw.get("has", [])),
        where=tuple((key, re.compile(value)) for key, value in raw.get("where", {}).items()),
    )


def _pattern(raw: object) -> re.Pattern[str] | None:
    return re.compile(str(raw)) if raw else None
