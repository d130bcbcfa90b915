"""Sentences of a review, and whether what one of them says about something is kind."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from reviews.rules.lexicon import Lexicon

_END = re.compile(r"""(?<!\b\w)[.!?…]+["'”“)]*(?=\s|$|[A-ZÄÖÜ])|\n+""")
_TOKEN = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|[,;:()/–—]")
_REACH = 3
"""So many words after a "not" are turned by it."""


class Token(NamedTuple):
    """A word of a sentence, as written; a comma and its kind stand between words as they do in the text."""

    written: str
    word: str

    @property
    def is_word(self) -> bool:
        return self.written[0].isalnum()


class Sentence(NamedTuple):
    """Characters `start` to `end` of a text, or 0 to 0 in a title."""

    start: int
    end: int
    tokens: list[Token]


def sentences(text: str) -> Iterator[Sentence]:
    """A text's sentences where it marks them: by full stops, marks of exclamation and question, and line breaks."""
    begin = 0
    for end in [*(found.end() for found in _END.finditer(text)), len(text)]:
        piece = text[begin:end]
        start = begin + len(piece) - len(piece.lstrip())
        tokens = tokens_of(piece)
        if tokens:
            yield Sentence(start, begin + len(piece.rstrip()), tokens)
        begin = end


def tokens_of(text: str) -> list[Token]:
    return [Token(word, word.lower().replace("’", "'")) for word in _TOKEN.findall(text)]


def is_happy(tokens: Sequence[Token], at: int, stars: int, lexicon: Lexicon) -> bool:
    """About the word `at`: by the words of its part of the sentence, then of the whole, then by the stars."""
    words = [token.word for token in tokens]
    mood = _mood(_part(words, at, lexicon), lexicon) or _mood(words, lexicon)
    return mood > 0 if mood else stars >= 4


def _part(words: list[str], at: int, lexicon: Lexicon) -> list[str]:
    """From one comma or "but" to the next."""
    turns = [place for place, word in enumerate(words) if word in lexicon.but or not word[0].isalnum()]
    begin = max((place for place in turns if place <= at), default=0)
    return words[begin : min((place for place in turns if place > at), default=len(words))]


def _mood(words: list[str], lexicon: Lexicon) -> int:
    """Kind words less unkind ones."""
    mood, turned_until = 0, -1
    for place, word in enumerate(words):
        if word in lexicon.not_words:
            turned_until = place + _REACH
        value = (word in lexicon.good) - (word in lexicon.bad)
        if place and words[place - 1] in lexicon.too and word in lexicon.measures:
            value = -1
        mood += -value if place <= turned_until else value
    return mood
