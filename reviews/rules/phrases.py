"""Which words and pairs of words of many texts name a thing, and where each text has them first."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import TypeAlias

from reviews.rules.lexicon import Lexicon
from reviews.rules.opinions import Sentence, Token

Phrase: TypeAlias = tuple[str, ...]
Place: TypeAlias = tuple[Sentence, int]
"""A sentence, and which of its tokens ends the phrase."""

NOUN_SHARE = 0.25
"""How often a phrase has to stand where a noun stands."""
TIE_SHARE = 0.2
"""How much of its rarer word a pair of words has to be, to be a phrase."""
MISSPELT_SHARE = 0.02
"""What looks like a singular and is so much rarer than its plural is a slip of somebody's finger."""
MOST_WORD = 29


class Phrases:
    """The phrases of texts in one language. Words are known by their singular as far as the texts have it too."""

    def __init__(self, texts: Sequence[list[Sentence]], lexicon: Lexicon, least: int, names: Collection[str]) -> None:
        self.texts, self.lexicon, self.least = texts, lexicon, least
        self.vocabulary = Counter(token.word for tokens in self._all_tokens() for token in tokens)
        self.fold = _folding(self.vocabulary, lexicon)
        parts = {part for name in names for part in (name, *name.split("-"))}
        self.names = parts | {self.fold(part) for part in parts} | {_singular(part, lexicon) for part in parts}
        self.frequent = self._frequent()
        self.places: dict[Phrase, dict[int, Place]] = defaultdict(dict)
        self.total, self.as_noun = Counter[Phrase](), Counter[Phrase]()
        self.written: dict[Phrase, Counter[str]] = defaultdict(Counter)
        self._read()

    def found(self) -> dict[Phrase, dict[int, Place]]:
        """By phrase: the first place in each text, by the text's number. Pairs stand in for their parts."""
        often = {phrase: places for phrase, places in self.places.items() if len(places) >= self.least}
        named = {phrase: places for phrase, places in often.items() if self._names_a_thing(phrase)}
        pairs = {phrase for phrase in named if len(phrase) == 2 and self._is_tied(phrase)}
        covered = {word for pair in pairs for word in pair if len(self.places[pair]) >= self._part(word)}
        return {
            phrase: places
            for phrase, places in named.items()
            if phrase in pairs or (len(phrase) == 1 and phrase[0] not in covered)
        }

    def shown(self, phrase: Phrase) -> str:
        """As most people write it."""
        return min(self.written[phrase].items(), key=lambda item: (-item[1], item[0]))[0]

    def _all_tokens(self) -> Iterator[list[Token]]:
        return (sentence.tokens for text in self.texts for sentence in text)

    def _frequent(self) -> set[str]:
        """The singulars of content words that enough texts have."""
        numbers = Counter[str]()
        for text in self.texts:
            numbers.update({self.fold(token.word) for sentence in text for token in sentence.tokens})
        return {word for word, number in numbers.items() if number >= self.least and self._has_content(word)}

    def _has_content(self, word: str) -> bool:
        known = self.lexicon.empty, self.lexicon.good, self.lexicon.bad, self.lexicon.not_words, self.names
        return 2 < len(word) <= MOST_WORD and not word.isdigit() and not any(word in words for words in known)

    def _read(self) -> None:
        for number, text in enumerate(self.texts):
            for sentence in text:
                words = [self.fold(token.word) for token in sentence.tokens]
                for at, word in enumerate(words):
                    if word in self.frequent:
                        self._note((word,), number, sentence, at)
                        if at and words[at - 1] in self.frequent and words[at - 1] != word:
                            self._note((words[at - 1], word), number, sentence, at)

    def _note(self, phrase: Phrase, number: int, sentence: Sentence, at: int) -> None:
        tokens, first = sentence.tokens, at - len(phrase) + 1
        self.places[phrase].setdefault(number, (sentence, at))
        self.total[phrase] += 1
        self.as_noun[phrase] += self._stands_as_noun(tokens, first, at)
        self.written[phrase][" ".join(self._spelt(token) for token in tokens[first : at + 1])] += 1

    def _stands_as_noun(self, tokens: list[Token], first: int, last: int) -> bool:
        """Behind an article or the like, and before what cannot belong to it."""
        if first and self.lexicon.has_capital_nouns and tokens[last].written[0].isupper():
            return True
        before = tokens[first - 1].word if first else ""
        after = tokens[last + 1] if last + 1 < len(tokens) else None
        ends = after is None or not after.is_word or not self._has_content(after.word)
        return ends and (before in self.lexicon.leads or before in self.lexicon.good or before in self.lexicon.bad)

    def _spelt(self, token: Token) -> str:
        return token.written if self.lexicon.has_capital_nouns else token.word

    def _names_a_thing(self, phrase: Phrase) -> bool:
        return self.as_noun[phrase] >= NOUN_SHARE * self.total[phrase]

    def _is_tied(self, pair: Phrase) -> bool:
        return len(self.places[pair]) >= TIE_SHARE * min(len(self.places[word,]) for word in pair)

    def _part(self, word: str) -> float:
        return 0.25 * len(self.places[word,])


def _folding(vocabulary: Counter[str], lexicon: Lexicon) -> Callable[[str], str]:
    """The singular of a word, when the texts have it and it is no other kind of word."""
    known: dict[str, str] = {}

    def fold(word: str) -> str:
        if word not in known:
            stems = [] if word in lexicon.empty else _singulars(word, lexicon)
            often = MISSPELT_SHARE * vocabulary[word]
            known[word] = next((stem for stem in stems if vocabulary[stem] > often and stem not in lexicon.empty), word)
        return known[word]

    return fold


def _singular(word: str, lexicon: Lexicon) -> str:
    return next(_singulars(word, lexicon), word)


def _singulars(word: str, lexicon: Lexicon) -> Iterator[str]:
    for ending, instead in lexicon.plurals:
        if word.endswith(ending) and len(word) - len(ending) > 2:
            yield word[: len(word) - len(ending)] + instead
