"""Which texts say the same, or say something about a question: by their words, without their endings, in English and
German. Words that stand in every question count for nothing."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple, TypeVar

from shop.rules.words import words

SAME_FROM = 0.74
"""Two questions with this share of their words in common ask the same."""
ANSWERS_FROM = 0.5
"""A text with this share of a question's words has something to say to it."""
WORDS_READ, WORDS_SEARCHED = 60, 8

_EMPTY = frozenset(
    words(
        "a an and any are as at be been but by can could did do does doing for from had has have how i if in into is it"
        " its just like make many me much my need no not of on one only or our out over please same should so some such"
        " than that the their them then there these they this those to too up us use used using very want was we were"
        " go what when where which while who why will with would you your anyone know item product thing also get still"
        " der die das den dem des ein eine einen einem einer eines und oder aber ist sind war wird werden wurde hat"
        " habe haben kann können könnte man ich du er sie es wir ihr mich mir sich mein meine sein seine im in am an"
        " auf aus bei mit nach von vom zu zum zur für über unter wie was wann wo warum welche welcher welches wer weiß"
        " jemand nicht kein keine auch nur schon noch so denn dass ob als bitte mal dann da hier sehr muss soll artikel"
        " produkt diese dieser dieses passt eigentlich"
    )
)
_ENDINGS = ("ungen", "ung", "ern", "en", "er", "es", "em", "ing", "ed", "e", "n", "s")
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")
_MEANS = {
    "dishwash": "spulmaschin", "geschirrspul": "spulmaschin", "waschbar": "waschmaschin", "washab": "waschmaschin",
    "hob": "herd", "stove": "herd", "cooktop": "herd", "oven": "ofen", "backof": "ofen", "weigh": "gewicht",
    "heavy": "gewicht", "schwer": "gewicht", "wieg": "gewicht", "big": "size", "large": "size", "dimension": "size",
    "measurement": "size", "gross": "size", "mass": "size", "abmess": "size", "farb": "color", "indukt": "induct",
}  # fmt: skip
"""Beginnings of words that ask for the same, in both languages."""
_LIKE = 5
"""Words that begin alike for so many letters are parts of each other: Spülmaschine, spülmaschinenfest."""
_T = TypeVar("_T")


class Scored(NamedTuple):
    """How much of a question a text covers, and how much of both they share: 0.0 to 1.0."""

    share: float
    likeness: float

    @property
    def is_same(self) -> bool:
        return self.likeness >= SAME_FROM


@lru_cache(maxsize=8192)
def content_words(text: str) -> frozenset[str]:
    """The words that carry a question, without endings; words that mean the same are one."""
    said = [word for word in words(text)[:WORDS_READ] if word not in _EMPTY]
    return frozenset(_meaning(word) for word in said)


def roots(text: str) -> list[str]:
    """The beginnings of the words somebody searches for, as typed: accents stay, as they stand in texts."""
    typed = re.findall(r"\w+", text.casefold())[:WORDS_SEARCHED]
    return [_root(word) for word in typed if not _EMPTY.issuperset(words(word))]


def score(asked: str, text: str) -> Scored:
    """How near `text` comes to what was `asked`. Other numbers, such as another model's, are another question."""
    wanted, said = content_words(asked), content_words(text)
    if not wanted or not said:
        return Scored(0.0, 0.0)
    common = sum(any(_is_like(word, other) for other in said) for word in wanted)
    back = sum(any(_is_like(word, other) for other in wanted) for word in said)
    likeness = (common + back) / (len(wanted) + len(said)) if _numbers(wanted) == _numbers(said) else 0.0
    return Scored(common / len(wanted), likeness)


def best_matches(asked: str, texts: Iterable[tuple[_T, str]], most: int) -> list[_T]:
    """The things whose text says most to the question, best first; those that say too little are left out."""
    scored = [(score(asked, text), thing) for thing, text in texts]
    near = [(found, thing) for found, thing in scored if found.share >= ANSWERS_FROM]
    near.sort(key=lambda pair: -pair[0].share - pair[0].likeness)
    return [thing for _found, thing in near[:most]]


def same_as(asked: str, texts: Iterable[tuple[_T, str]]) -> _T | None:
    """The thing whose text asks the same, the most alike of several; None when nothing does."""
    scored = [(score(asked, text).likeness, thing) for thing, text in texts]
    likeness, thing = max(scored, key=lambda pair: pair[0], default=(0.0, None))
    return thing if likeness >= SAME_FROM else None


def sentences(text: str) -> Sequence[str]:
    """The sentences of a text, of a readable length."""
    return [part.strip() for part in _SENTENCE.split(text) if 15 <= len(part.strip()) <= 300]


def _numbers(found: frozenset[str]) -> frozenset[str]:
    return frozenset(word for word in found if not word.isalpha())


def _is_like(word: str, other: str) -> bool:
    """The same word, or one that begins with the other."""
    return word == other or (min(len(word), len(other)) >= _LIKE and (word.startswith(other) or other.startswith(word)))


def _meaning(word: str) -> str:
    return next((meaning for start, meaning in _MEANS.items() if word.startswith(start)), _root(word))


def _root(word: str) -> str:
    """The word without its ending, as far as rules know endings; numbers stay."""
    if not word.isalpha():
        return word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word.removesuffix(ending)
    return word
