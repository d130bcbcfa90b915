"""What a shopper's words ask for, and which of the products an index proposes answer them best.

The database finds candidates; `rank` orders them, so that every database gives the same first page. The heart is BM25
per field (the better of title and description counts, the other adds a little), with standard parameters; around it
stands what a shop knows and plain text search does not: a product is *of a kind* (its category), and a thing that is
only used with what was asked for comes after the thing itself.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import combinations, pairwise
from math import log, log1p
from operator import add
from typing import NamedTuple

from shop.rules.words import distinct, pairs, squeeze, terms

QUERY_LENGTH, QUERY_TERMS = 200, 12

# Words shops everywhere use for the same thing. Pairs of words stand joined: "playstation4" is "playstation 4".
SYNONYMS = (
    ("laptop", "notebook"),
    ("tv", "television"),
    ("headphone", "earphone", "earbud"),
    ("smartphone", "cellphone", "mobilephone"),
    ("camcorder", "videocamera"),
    ("ps3", "playstation3"),
    ("ps4", "playstation4"),
    ("ps5", "playstation5"),
    ("fridge", "refrigerator"),
    ("pc", "computer"),
    ("hdd", "harddrive", "harddisk"),
    ("ssd", "solidstate"),
    ("wifi", "wlan"),
)
SAME = {word: frozenset(group) - {word} for group in SYNONYMS for word in group}
STOP_WORDS = frozenset(["a", "an", "and", "the", "of", "for", "with", "to", "in", "on", "or", "by", "from", "my"])
# What follows one of these in a title is what the product is used with, not what it is.
USED_WITH = frozenset(["for", "fits", "f", "compatible", "suits", "equivalent"])

SATURATION, LENGTH_SHARE, TITLE_WORDS, LEAD_WORDS = 1.5, 0.75, 11.0, 9.0
OTHER_FIELD, SYNONYM, AFTER_FOR = 0.2, 0.4, 0.5
KIND_WORD, KIND_MODIFIER = 0.2, 0.05
IS_THE_KIND, WHOLE_KIND, MERE_ACCESSORY = 0.3, 0.1, 0.2
PHRASE_IN_TITLE, PHRASE_IN_LEAD, ALL_IN_TITLE = 0.2, 0.1, 0.2
OUT_OF_STOCK, POPULAR, POPULAR_AT_MOST = 0.25, 0.015, 0.12
EXACT_CODE, CODE_LENGTH = 10.0, 4
COVERED_WHEN_RELAXED, RELAXED_TERMS = 0.5, 5


class Counts(NamedTuple):
    """In how many titles and in how many short descriptions a word stands."""

    titles: int = 0
    leads: int = 0


@dataclass(frozen=True)
class Term:
    """One word of a query, its synonyms, and the words it makes with a neighbor ("head" of "head set": "headset")."""

    word: str
    same: frozenset[str] = frozenset()
    joined: frozenset[str] = frozenset()
    title_weight: float = 1.0
    lead_weight: float = 1.0

    @cached_property
    def all(self) -> list[str]:
        return [self.word, *sorted(self.same | self.joined)]

    @cached_property
    def weight(self) -> float:
        return max(self.title_weight, self.lead_weight)

    @cached_property
    def spelled(self) -> frozenset[str]:
        return frozenset(self.all)


@dataclass(frozen=True)
class Query:
    """A search, understood. `code` is the whole of it as a part number would be written."""

    text: str
    terms: tuple[Term, ...] = ()
    code: str = ""

    def __bool__(self) -> bool:
        return bool(self.terms)

    @cached_property
    def weight(self) -> float:
        return sum(term.weight for term in self.terms) or 1.0

    @property
    def words(self) -> list[str]:
        return distinct(word for term in self.terms for word in term.all)


class Candidate(NamedTuple):
    """What the index keeps of a product for ranking; texts are terms with blanks between, kinds have | between."""

    product_id: int
    title: str
    brand: str
    kinds: str
    lead: str
    codes: str
    popularity: int
    in_stock: bool


class _Match(NamedTuple):
    """What one term found in one candidate."""

    score: float
    is_found: bool
    is_kind: bool
    is_modifier: bool
    title_at: int
    lead_at: int


def parse_query(text: str) -> Query:
    """The first words of the text; words like "the" only count when there is nothing else."""
    text = " ".join(text[: QUERY_LENGTH * 4].split())[:QUERY_LENGTH]
    found = terms(text)
    meant = distinct([word for word in found if word not in STOP_WORDS] or found)[:QUERY_TERMS]
    return Query(text, tuple(_term(meant, at) for at in range(len(meant))), code_of(text))


def code_of(text: str) -> str:
    """A part number without dashes and blanks; a GTIN also without leading zeros, so a UPC finds its EAN."""
    code = squeeze(text)
    return code.lstrip("0") if code.isdigit() and len(code) >= 8 else code


def weigh(query: Query, counts: Mapping[str, Counts], documents: int) -> Query:
    """The query with rare words counting more than common ones, in each field by its own rarity."""
    return Query(query.text, tuple(_weigh_term(term, counts, documents) for term in query.terms), query.code)


def rank(query: Query, candidates: Iterable[Candidate]) -> list[int]:
    """Product ids, the best answer first; among equals the one known longer."""
    return _in_order(query, [(candidate, _match_all(query, candidate)) for candidate in candidates])


def rank_relaxed(query: Query, candidates: Iterable[Candidate]) -> list[int]:
    """The same for candidates that need not have every word: those with too little of the query are left out."""
    matched = [(candidate, _match_all(query, candidate)) for candidate in candidates]
    return _in_order(query, [pair for pair in matched if _covered(query, pair[1]) >= COVERED_WHEN_RELAXED])


def enough_of(query: Query) -> list[tuple[Term, ...]]:
    """The smallest sets of terms that cover enough of the query to answer it when no product has them all."""
    heaviest = sorted(query.terms, key=lambda term: -term.weight)[:RELAXED_TERMS]
    sets: list[tuple[Term, ...]] = []
    for size in range(1, len(heaviest) + 1):
        for chosen in combinations(heaviest, size):
            reaches = sum(term.weight for term in chosen) >= COVERED_WHEN_RELAXED * query.weight
            if reaches and not any(set(smaller) <= set(chosen) for smaller in sets):
                sets.append(chosen)
    return sets


def score(query: Query, candidate: Candidate) -> float:
    """How well a candidate answers the query: about 0 to 2, far above for the very part number asked for."""
    return _score(query, candidate, _match_all(query, candidate))


def _in_order(query: Query, matched: Iterable[tuple[Candidate, Sequence[_Match]]]) -> list[int]:
    scored = [(-_score(query, candidate, matches), candidate.product_id) for candidate, matches in matched]
    return [product_id for _, product_id in sorted(scored)]


def _score(query: Query, candidate: Candidate, matches: Sequence[_Match]) -> float:
    total = sum(match.score for match in matches) / query.weight
    total += _covered(query, matches) * (_kind_bonus(query, matches, candidate) + _order_bonus(matches))
    if len(query.code) >= CODE_LENGTH and query.code in candidate.codes.split():
        total += EXACT_CODE
    total += min(POPULAR * log1p(candidate.popularity), POPULAR_AT_MOST)
    return total if candidate.in_stock else total - OUT_OF_STOCK


def _term(found: Sequence[str], at: int) -> Term:
    joined = frozenset(pairs(list(found[max(0, at - 1) : at + 2])))
    same = SAME.get(found[at], frozenset()).union(*(SAME.get(word, ()) for word in joined))
    return Term(found[at], same - joined, joined)


def _weigh_term(term: Term, counts: Mapping[str, Counts], documents: int) -> Term:
    known = [counts.get(word, Counts()) for word in term.all]
    titles, leads = sum(count.titles for count in known), sum(count.leads for count in known)
    return Term(term.word, term.same, term.joined, _rarity(titles, documents), _rarity(leads, documents))


def _rarity(count: int, documents: int) -> float:
    """BM25's inverse document frequency."""
    count = min(count, documents)
    return log(1 + (documents - count + 0.5) / (count + 0.5)) + 0.1


def _match_all(query: Query, candidate: Candidate) -> list[_Match]:
    title, lead = candidate.title.split(), candidate.lead.split()
    used_with_from = min((title.index(word) for word in USED_WITH.intersection(title)), default=len(title))
    glued_title, glued_lead = "".join(title), "".join(lead)
    matches = []
    for term in query.terms:
        title_at, in_title = _look(term, title, glued_title, TITLE_WORDS)
        lead_at, in_lead = _look(term, lead, glued_lead, LEAD_WORDS)
        if title_at > used_with_from:
            in_title *= AFTER_FOR
        in_title, in_lead = in_title * term.title_weight, in_lead * term.lead_weight
        is_kind, is_modifier = _role(term.spelled, candidate.kinds)
        of_kind = term.title_weight * (KIND_WORD * is_kind + KIND_MODIFIER * is_modifier)
        best = in_title + OTHER_FIELD * in_lead if in_title > in_lead else in_lead + OTHER_FIELD * in_title
        is_found = best + of_kind > 0 or not term.spelled.isdisjoint(candidate.brand.split())
        matches.append(_Match(best + of_kind, is_found, is_kind, is_modifier, title_at, lead_at))
    return matches


def _look(term: Term, found: list[str], glued: str, usual_length: float) -> tuple[int, float]:
    """Where the term first stands, -1 for nowhere, and BM25's saturated count of it, 0 to 1.

    Long texts count less than short ones, synonyms less than the word itself. A word may stand as two neighbors.
    """
    first, count = len(found), 0.0
    for word in term.all:
        if word in glued:  # a quick no for nearly all candidates
            places = found if word in found else list(map(add, found, found[1:]))
            if word in places:
                count += (SYNONYM if word in term.same else 1.0) * places.count(word)
                first = min(first, places.index(word))
    if not count:
        return -1, 0.0
    length = 1 - LENGTH_SHARE + LENGTH_SHARE * len(found) / usual_length
    return first, count / (count + SATURATION * length)


@lru_cache(maxsize=4_096)
def _role(spelled: frozenset[str], kinds: str) -> tuple[bool, bool]:
    """Whether the word names the kind of thing ("case" of "laptop case"), and whether it only describes it."""
    listed = _kinds(kinds)
    is_kind = any(word == kind[-1] or word == "".join(kind[-2:]) for kind in listed for word in spelled)
    return is_kind, any(word in kind[:-1] for kind in listed for word in spelled)


@lru_cache(maxsize=1_024)
def _kinds(text: str) -> list[list[str]]:
    return [kind.split() for kind in text.split("|") if kind]


def _covered(query: Query, matches: Sequence[_Match]) -> float:
    """The share of the query found in what people see of the product, rare words counting more."""
    found = sum(term.weight for term, match in zip(query.terms, matches, strict=True) if match.is_found)
    return found / query.weight


def _kind_bonus(query: Query, matches: Sequence[_Match], candidate: Candidate) -> float:
    """For being the thing itself. The last word of a query names the thing: a "laptop case" is a case."""
    if not any(match.is_kind for match in matches):
        return -MERE_ACCESSORY if matches[-1].is_modifier else 0.0
    asked = set(query.words)
    bonus = IS_THE_KIND if matches[-1].is_kind else IS_THE_KIND / 2
    return bonus + WHOLE_KIND * any(asked.issuperset(kind) for kind in _kinds(candidate.kinds))


def _order_bonus(matches: Sequence[_Match]) -> float:
    """For words that stand together as they were asked."""
    if len(matches) < 2:
        return 0.0
    bonus = PHRASE_IN_TITLE * _stand_together([match.title_at for match in matches])
    bonus += PHRASE_IN_LEAD * _stand_together([match.lead_at for match in matches])
    return bonus + ALL_IN_TITLE * all(match.title_at >= 0 for match in matches)


def _stand_together(places: Sequence[int]) -> bool:
    return places[0] >= 0 and all(right - left in (0, 1) for left, right in pairwise(places))
