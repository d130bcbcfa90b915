"""A row of another shop's reviews as one of ours, checked. A wrong value refuses the row with a sentence."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import blake2b
from html import unescape
from typing import TypeAlias

from reviews.rules.mappings import PRODUCT_FIELDS, ReviewMapping, moment_of
from reviews.rules.risk import tidy_text
from shop.rules.cells import LINE_ENDS, RowRefused, number_of, text_of

MOST_TEXT, MOST_TITLE, MOST_KEY = 5000, 120, 120
EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
_TAG, _BREAK = re.compile(r"<[^>]{0,500}>"), re.compile(r"<br\s*/?>|</p>", re.IGNORECASE)

Row: TypeAlias = Mapping[str, object]


@dataclass(frozen=True)
class MappedReview:
    """A row in our words, checked. `codes` name its product; `author` is as the other shop knows it."""

    key: str
    codes: tuple[tuple[str, str], ...]
    stars: int
    title: str
    text: str
    author: str
    created_at: datetime
    language: str
    helpful: int


def map_review(mapping: ReviewMapping, row: object, now: datetime) -> MappedReview:
    """The row as a review. Raises RowRefused."""
    if not isinstance(row, Mapping):
        raise RowRefused("The row is not an object with fields.")
    _check_shown(mapping, row)
    value = _reader(mapping, row)
    title, text = (
        _prose(mapping, value("title"), "title", MOST_TITLE),
        _prose(mapping, value("text"), "text", MOST_TEXT),
    )
    codes = tuple((name, text_of(value(name), name)) for name in PRODUCT_FIELDS)
    codes = tuple((name, code) for name, code in codes if code)
    if not codes:
        raise RowRefused("The row names no product.")
    created_at = _date_of(mapping, value("date"), now)
    author = _prose(mapping, value("author"), "author", MOST_TEXT)
    stars = _stars_of(value("stars"), bool(title or text))
    return MappedReview(
        key=_key_of(value("key")) or _digest(codes, author, created_at, stars, title, text),
        codes=codes,
        stars=stars,
        title=title,
        text=text,
        author="" if "@" in author else author,
        created_at=created_at,
        language=_language_of(text_of(value("language"), "language") or mapping.language),
        helpful=_helpful_of(value("helpful")),
    )


def _check_shown(mapping: ReviewMapping, row: Row) -> None:
    """What the other shop keeps off its page stays off ours."""
    for column, values in mapping.only.items():
        if column in row and str(row[column]).strip().lower() not in [value.lower() for value in values]:
            raise RowRefused(f"The other shop does not show this review: its {column} is {str(row[column])[:40]!r}.")


def _reader(mapping: ReviewMapping, row: Row) -> Callable[[str], object]:
    """The value of a field of ours, None when no column has one."""
    return lambda field: next(
        (row[name] for name in mapping.fields.get(field, ()) if row.get(name) not in (None, "")), None
    )


def _prose(mapping: ReviewMapping, value: object, field: str, most: int) -> str:
    """People's words without tags and invisible marks. What is too long is not cut: that would put words in a mouth."""
    if value is not None and not isinstance(value, str):
        raise RowRefused(f"{field}: text was expected.")
    text = LINE_ENDS.sub("\n", value or "")
    if mapping.markup:
        text = unescape(_TAG.sub("", _BREAK.sub("\n", text)))
    text = tidy_text(text)
    if len(text) > most:
        raise RowRefused(f"The {field} is longer than {most} characters.")
    return " ".join(text.split()) if field != "text" else text


def _stars_of(value: object, has_words: bool) -> int:
    if value is None:
        raise RowRefused("There are no stars." if has_words else "There are neither stars nor words.")
    stars = number_of(value, "stars")
    if stars != int(stars) or not 1 <= stars <= 5:
        raise RowRefused("The stars are not a whole number from 1 to 5.")
    return int(stars)


def _date_of(mapping: ReviewMapping, value: object, now: datetime) -> datetime:
    text = text_of(value, "date") if not isinstance(value, float) else str(int(value))
    if not text and mapping.date is None:
        raise RowRefused("There is no date.")
    try:
        moment = moment_of(text, mapping.date_format) if text else mapping.date
    except (ValueError, OverflowError, OSError):
        raise RowRefused(f"The date is not one: {text[:40]}") from None
    if moment is None or moment < EARLIEST:
        raise RowRefused("The date lies before 1995.")
    if moment > now:
        raise RowRefused("The date lies in the future.")
    return moment


def _language_of(text: str) -> str:
    """ "en" of "en-US", "EN" or "en_GB"."""
    code = re.split(r"[-_]", text.strip().lower())[0]
    if not re.fullmatch(r"[a-z]{2,3}", code):
        raise RowRefused(f"The language is not a code like en or de: {text[:20]}")
    return code


def _helpful_of(value: object) -> int:
    number = number_of(value.replace(",", "") if isinstance(value, str) else value, "helpful") if value else Decimal()
    if number != int(number) or not 0 <= number <= 1_000_000:
        raise RowRefused("The helpful votes are not a whole number.")
    return int(number)


def _key_of(value: object) -> str:
    key = text_of(value, "key")
    if len(key) > MOST_KEY:
        raise RowRefused(f"The key is longer than {MOST_KEY} characters.")
    return key


def _digest(*parts: object) -> str:
    """A key for a review that has none: the same row has the same one."""
    return blake2b(repr(parts).encode("utf-8", "replace"), digest_size=16).hexdigest()
