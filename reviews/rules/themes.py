"""What several people mention in the reviews of a product, and how many of them are happy with it.

A theme is a phrase of one or two words that names something: found by the words around it (or, in German, by its
capital), counted once a review, and left out where it only repeats what the product is called. Nobody is asked but
the texts themselves.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from reviews.rules.lexicon import LEXICONS
from reviews.rules.opinions import Sentence, is_happy, sentences, tokens_of
from reviews.rules.phrases import Phrases

LEAST, LEAST_PERCENT = 3, 2
"""A theme is mentioned in so many reviews, and in so many of a hundred."""
MOST_THEMES = 12
_NAME_ENDS = re.compile(r"[,;(|]| - | – | with | mit | for | für ", re.IGNORECASE)


class Text(NamedTuple):
    """The words of a review."""

    review: int
    stars: int
    language: str
    title: str
    text: str


class Mentioned(NamedTuple):
    """Where a review mentions a theme: characters of its text, or 0 to 0 when only its title does."""

    review: int
    start: int
    end: int
    is_happy: bool


@dataclass(frozen=True)
class FoundTheme:
    """A phrase with its mentions, one a review."""

    phrase: str
    language: str
    mentions: list[Mentioned]

    @property
    def count(self) -> int:
        return len(self.mentions)

    @property
    def happy(self) -> int:
        return sum(mention.is_happy for mention in self.mentions)


def find_themes(texts: Iterable[Text], names: Collection[str] = ()) -> list[FoundTheme]:
    """The themes of a product's reviews in each language we have words for, the most mentioned first.

    `names` are what the product is called anyway: its title, brand and category.
    """
    by_language = defaultdict(list)
    for text in texts:
        by_language[text.language.split("-")[0].lower()].append(text)
    found: list[FoundTheme] = []
    for code, group in sorted(by_language.items()):
        if code in LEXICONS:
            found += _themes_in(code, group, {name.lower() for name in names})
    return sorted(found, key=lambda theme: (-theme.count, theme.phrase))


def name_words(name: str) -> Iterator[str]:
    """The words of a name up to where a title begins to list what is inside: "Phone with camera, 64 GB"."""
    return (token.word for token in tokens_of(_NAME_ENDS.split(name.strip(), maxsplit=1)[0]) if token.is_word)


def _themes_in(code: str, group: list[Text], names: Collection[str]) -> list[FoundTheme]:
    lexicon = LEXICONS[code]
    least = max(LEAST, -(-len(group) * LEAST_PERCENT // 100))
    phrases = Phrases([_sentences_of(text) for text in group], lexicon, least, names)
    found = sorted(phrases.found().items(), key=lambda item: (-len(item[1]), item[0]))[:MOST_THEMES]
    themes = []
    for phrase, places in found:
        mentions = [
            Mentioned(group[number].review, *sentence[:2], is_happy(sentence.tokens, at, group[number].stars, lexicon))
            for number, (sentence, at) in sorted(places.items())
        ]
        themes.append(FoundTheme(phrases.shown(phrase), code, mentions))
    return themes


def _sentences_of(text: Text) -> list[Sentence]:
    """The text's, and then the title's."""
    title = tokens_of(text.title)
    return [*sentences(text.text), *([Sentence(0, 0, title)] if title else [])]
