"""What the shop asks of search, and the part of the answer that is the same for every database."""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import islice
from typing import Any, NamedTuple, Protocol

from django.db.backends.base.base import BaseDatabaseWrapper

from shop.rules.search import Candidate, Counts, Query, parse_query, rank, rank_relaxed, weigh
from shop.rules.search_index import IndexEntry, Prepared, SearchDocument, count_words, entry_of
from shop.rules.spelling import closest, slips_allowed, trigrams
from shop.rules.words import stem, words

__all__ = ["SearchBackend", "SearchDocument", "SearchResult"]

RANKED, WIDENED_BELOW, RELAXED_BELOW, SUGGESTED_FROM = 300, 100, 20, 60
BATCH = 1000
# The row that counts documents instead of a word.
DOCUMENTS = ""
CANDIDATES = "SELECT product_id, title, brand, kinds, lead, codes, popularity, in_stock FROM shop_search_document"
SPELLED = "SELECT word, spelled FROM shop_search_word WHERE spelled > 0 AND length(word) BETWEEN %s AND %s"
EMPTY = ("DELETE FROM shop_search_document", "DELETE FROM shop_search_word")
STORED = (
    "SELECT product_id, title, brand, kinds, lead, codes, '', popularity, in_stock, price_minor, spelled"
    " FROM shop_search_document"
)


@dataclass(frozen=True)
class SearchResult:
    """Product ids, the best first. `exact` of the `total` have every word asked for; `relaxed` says that none has."""

    ids: tuple[int, ...] = ()
    total: int = 0
    exact: int = 0
    relaxed: bool = False


class SearchBackend(Protocol):
    """Search over products."""

    def index(self, documents: Iterable[SearchDocument], prepared: Prepared | None = None) -> None:
        """Add these or replace them. `prepared` are entries made beforehand, by their documents' texts."""

    def remove(self, ids: Collection[int]) -> None:
        """Forget these; unknown ones do not matter."""

    def clear(self) -> None:
        """Forget everything."""

    def mark_stock(self, stock: Mapping[int, bool]) -> None:
        """Only whether these are in stock has changed."""

    def search(self, text: str, limit: int = 1000) -> SearchResult:
        """The products that answer the text."""

    def suggest(self, prefix: str, limit: int = 6) -> list[int]:
        """Products whose names have these words, the last one perhaps unfinished."""

    def correct(self, text: str) -> str | None:
        """The text as it was perhaps meant; None when every word is known or nothing is near."""


class Scope(Enum):
    """How widely to look: every word in what people see; every word anywhere; enough of the words."""

    VISIBLE = auto()
    ANYWHERE = auto()
    RELAXED = auto()


class Found(NamedTuple):
    """An engine's answer: the most promising ids in its own order, and how many there are in all."""

    ids: list[int]
    total: int


class DatabaseSearch(ABC):
    """The common part: counting words, ranking, relaxing. Subclasses speak their database's SQL."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.connection = connection

    def index(self, documents: Iterable[SearchDocument], prepared: Prepared | None = None) -> None:
        waiting = iter(documents)
        while batch := list(islice(waiting, BATCH)):
            entries = {document.product_id: entry_of(document, prepared) for document in batch}
            before = self._stored(list(entries))
            known = {entry.product_id for entry in before}
            self._replace([entry for entry in entries.values() if entry.product_id in known])
            self._insert([entry for entry in entries.values() if entry.product_id not in known])
            self._count(entries.values(), before)

    def remove(self, ids: Collection[int]) -> None:
        waiting = iter(ids)
        while batch := list(islice(waiting, BATCH)):
            before = self._stored(batch)
            self._erase([entry.product_id for entry in before])
            self._count([], before)

    def clear(self) -> None:
        for statement in EMPTY:
            self._run(statement)

    def mark_stock(self, stock: Mapping[int, bool]) -> None:
        rows = [(in_stock, product_id) for product_id, in_stock in sorted(stock.items())]
        self._many("UPDATE shop_search_document SET in_stock = %s WHERE product_id = %s", rows)

    def search(self, text: str, limit: int = 1000) -> SearchResult:
        query = self._weighed(parse_query(text))
        if not query:
            return SearchResult()
        found = self._find(query, Scope.VISIBLE, limit)
        if found.total < WIDENED_BELOW:
            found = self._find(query, Scope.ANYWHERE, limit)
        ids = [*rank(query, self._candidates(found.ids[:RANKED])), *found.ids[RANKED:]]
        extra = self._relaxed(query, set(ids)) if found.total < RELAXED_BELOW and len(query.terms) > 1 else []
        ids = [*ids, *extra][:limit]
        return SearchResult(tuple(ids), found.total + len(extra), found.total, not found.total and bool(extra))

    def suggest(self, prefix: str, limit: int = 6) -> list[int]:
        query = parse_query(prefix)
        if not query:
            return []
        found = self._candidates(self._find_prefix(query, (words(prefix) or [""])[-1], SUGGESTED_FROM))
        found.sort(key=lambda candidate: (not candidate.in_stock, -candidate.popularity))
        return [candidate.product_id for candidate in found[:limit]]

    def correct(self, text: str) -> str | None:
        found = words(text[:200])[:12]
        known = self._counts({form for word in found for form in (word, stem(word))})
        corrected = [word if word in known or stem(word) in known else self._nearest(word) for word in found]
        return " ".join(corrected) if corrected != found else None

    def _weighed(self, query: Query) -> Query:
        counts = self._counts({*query.words, DOCUMENTS})
        return weigh(query, counts, counts.get(DOCUMENTS, Counts()).titles)

    def _relaxed(self, query: Query, seen: set[int]) -> list[int]:
        found = [product_id for product_id in self._find(query, Scope.RELAXED, RANKED).ids if product_id not in seen]
        return rank_relaxed(query, self._candidates(found))

    def _candidates(self, ids: Sequence[int]) -> list[Candidate]:
        """In the order of the ids."""
        if not ids:
            return []
        rows = self._rows_among(CANDIDATES, "product_id", ids)
        by_id = {row[0]: Candidate(*row) for row in rows}
        return [by_id[product_id] for product_id in ids]

    def _nearest(self, word: str) -> str:
        if not word.isalpha() or not slips_allowed(word):
            return word
        parts = [f"%{part}%" for part in trigrams(word)]
        shared = " OR ".join(["word LIKE %s"] * len(parts))
        slips = slips_allowed(word)
        near = self._rows(f"{SPELLED} AND ({shared})", [len(word) - slips, len(word) + slips, *parts])
        return closest(word, near) or word

    def _counts(self, asked: Collection[str]) -> dict[str, Counts]:
        """Of the words that stand anywhere."""
        if not asked:
            return {}
        rows = self._rows_among("SELECT word, titles, leads, spelled FROM shop_search_word", "word", list(asked))
        return {word: Counts(titles, leads) for word, titles, leads, spelled in rows if titles or leads or spelled}

    def _count(self, added: Collection[IndexEntry], gone: Collection[IndexEntry]) -> None:
        """Only what differs is written: a changed stock or popularity touches no word."""
        changes = [Counter(new) for new in count_words(added)]
        for change, old in zip(changes, count_words(gone), strict=True):
            change.subtract(old)
        titles, leads, spelled = changes
        titles[DOCUMENTS] += len(added) - len(gone)
        touched = sorted(word for word in {*titles, *leads, *spelled} if titles[word] or leads[word] or spelled[word])
        self._add_counts([(word, titles[word], leads[word], spelled[word]) for word in touched])

    def _stored(self, ids: Sequence[int]) -> list[IndexEntry]:
        if not ids:
            return []
        rows = self._rows_among(STORED, "product_id", ids)
        return [IndexEntry(*row) for row in rows]

    def _rows(self, sql: str, values: Sequence[Any]) -> list[Any]:
        with self.connection.cursor() as cursor:
            cursor.execute(sql, values)
            return list(cursor.fetchall())

    def _rows_among(self, select: str, column: str, values: Sequence[Any]) -> list[Any]:
        return self._rows(f"{select} WHERE {column} IN ({', '.join(['%s'] * len(values))})", values)

    def _run(self, sql: str, values: Sequence[Any] = ()) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(sql, values or None)

    def _many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        if rows:
            with self.connection.cursor() as cursor:
                cursor.executemany(sql, rows)

    @abstractmethod
    def create_schema(self) -> None: ...

    @abstractmethod
    def drop_schema(self) -> None: ...

    @abstractmethod
    def _insert(self, entries: Sequence[IndexEntry]) -> None: ...

    @abstractmethod
    def _replace(self, entries: Sequence[IndexEntry]) -> None: ...

    @abstractmethod
    def _erase(self, ids: Sequence[int]) -> None: ...

    @abstractmethod
    def _add_counts(self, rows: Sequence[tuple[str, int, int, int]]) -> None: ...

    @abstractmethod
    def _find(self, query: Query, scope: Scope, limit: int) -> Found: ...

    @abstractmethod
    def _find_prefix(self, query: Query, unfinished: str, limit: int) -> list[int]: ...
