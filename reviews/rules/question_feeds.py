"""How a row of a foreign file becomes a question with an answer: told by a TOML file in reviews/mappings/questions/."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from typing import NamedTuple

from reviews.rules.questions import QUESTION_LENGTH
from reviews.rules.risk import tidy_text
from shop.rules.cells import RowRefused, text_of

LANGUAGES = ("en", "de")
SOURCE_LENGTH, ANSWER_LENGTH = 60, 5000
FIRST_YEAR = 1995


class MappedQuestion(NamedTuple):
    """A row as it was written, checked. `key` is that of the question, the same for all its answers."""

    product: str
    key: str
    text: str
    answer: str
    answer_key: str
    author_name: str
    language: str
    asked_at: datetime | None
    answered_at: datetime | None


@dataclass(frozen=True)
class QuestionMapping:
    """A mapping file, read."""

    format: str
    source: str
    language: str
    fields: Mapping[str, str]
    products: Mapping[str, str]

    @property
    def needed(self) -> list[tuple[str]]:
        return [(self.fields["product"],), (self.fields["question"],)]


def parse_question_mapping(toml: str) -> QuestionMapping:
    """Raises tomllib.TOMLDecodeError, KeyError or ValueError for a broken file: that is for its author."""
    raw = tomllib.loads(toml)
    options, fields = raw["options"], raw["fields"]
    if not options["source"] or "product" not in fields or "question" not in fields:
        raise KeyError("source, product or question")
    return QuestionMapping(
        format=options["format"],
        source=options["source"][:SOURCE_LENGTH],
        language=options.get("language", "en"),
        fields=fields,
        products={str(name): str(sku) for name, sku in raw.get("products", {}).items()},
    )


def map_question(mapping: QuestionMapping, row: object) -> MappedQuestion:
    """Raises RowRefused."""
    if not isinstance(row, Mapping):
        raise RowRefused("The row is not an object with fields.")

    def value(name: str) -> object:
        return row.get(mapping.fields.get(name, ""))

    def text(name: str) -> str:
        return tidy_text(text_of(value(name), mapping.fields.get(name, name)))

    product, question, answer = text("product"), text("question"), text("answer")
    _check(product, question, answer)
    language = text("language")[:2].lower() or mapping.language
    key = _digest(product, text("key") or question)
    return MappedQuestion(
        product=mapping.products.get(product, product),
        key=key,
        text=question,
        answer=answer,
        answer_key=_digest(product, key, answer) if answer else "",
        author_name=text("author"),
        language=language if language in LANGUAGES else mapping.language,
        asked_at=_moment(value("asked_at"), "asked_at"),
        answered_at=_moment(value("answered_at"), "answered_at"),
    )


def _check(product: str, question: str, answer: str) -> None:
    if not product:
        raise RowRefused("There is no product.")
    if sum(letter.isalnum() for letter in question) < 2:
        raise RowRefused("There is no question.")
    if len(question) > QUESTION_LENGTH:
        raise RowRefused(f"The question is longer than {QUESTION_LENGTH} characters.")
    if len(answer) > ANSWER_LENGTH:
        raise RowRefused(f"The answer is longer than {ANSWER_LENGTH} characters.")


def _digest(*parts: str) -> str:
    return blake2b("\n".join(part.casefold() for part in parts).encode(), digest_size=16).hexdigest()


def _moment(raw: object, field: str) -> datetime | None:
    """A date, a moment or seconds since 1970; a moment without a zone is UTC."""
    if raw in (None, ""):
        return None
    try:
        moment = _read_moment(str(raw).strip())
    except (ValueError, OverflowError, OSError) as error:
        raise RowRefused(f"{field}: a date was expected.") from error
    if not FIRST_YEAR <= moment.year < 2100:
        raise RowRefused(f"{field}: this date is out of bounds.")
    return moment


def _read_moment(text: str) -> datetime:
    if text.replace(".", "", 1).isdigit() and len(text) >= 9:
        return datetime.fromtimestamp(float(text), UTC)
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
