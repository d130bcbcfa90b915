"""Search on SQLite with FTS5. Words come ready-made from shop.rules.words, so its tokenizer only splits at blanks."""

from collections.abc import Sequence

from shop.rules.search import Query, enough_of
from shop.rules.search_index import IndexEntry
from shop.search.base import DatabaseSearch, Found, Scope

SCHEMA = (
    """
    CREATE TABLE IF NOT EXISTS shop_search_document (
        product_id integer PRIMARY KEY, title text NOT NULL, brand text NOT NULL, kinds text NOT NULL,
        lead text NOT NULL, codes text NOT NULL, popularity integer NOT NULL, in_stock bool NOT NULL,
        price_minor integer NOT NULL, spelled text NOT NULL
    )
    """,
    """
    CREATE TABLE IF NOT EXISTS shop_search_word (
        word text PRIMARY KEY, titles integer NOT NULL, leads integer NOT NULL, spelled integer NOT NULL
    ) WITHOUT ROWID
    """,
    """
    CREATE VIRTUAL TABLE IF NOT EXISTS shop_search_fts USING fts5 (
        title, brand, kind, codes, lead, body,
        tokenize = "unicode61 remove_diacritics 0 tokenchars '.'", prefix = '2 3'
    )
    """,
)
UNDO = (
    "DROP TABLE IF EXISTS shop_search_fts",
    "DROP TABLE IF EXISTS shop_search_document",
    "DROP TABLE IF EXISTS shop_search_word",
)
VISIBLE = "{title brand kind codes lead}"
# The weights of the columns in their order.
FOUND = (
    "SELECT rowid FROM shop_search_fts WHERE shop_search_fts MATCH %s"
    " ORDER BY bm25(shop_search_fts, 10, 4, 8, 6, 3, 1), rowid LIMIT %s"
)
COUNTED = "SELECT count(*) FROM shop_search_fts WHERE shop_search_fts MATCH %s"


class SqliteSearch(DatabaseSearch):
    def create_schema(self) -> None:
        for statement in SCHEMA:
            self._run(statement)

    def drop_schema(self) -> None:
        for statement in UNDO:
            self._run(statement)

    def clear(self) -> None:
        super().clear()
        self._run("DELETE FROM shop_search_fts")

    def _replace(self, entries: Sequence[IndexEntry]) -> None:
        self._many("DELETE FROM shop_search_fts WHERE rowid = %s", [(entry.product_id,) for entry in entries])
        self._insert(entries)

    def _insert(self, entries: Sequence[IndexEntry]) -> None:
        self._many(
            "INSERT OR REPLACE INTO shop_search_document (product_id, title, brand, kinds, lead, codes, popularity,"
            " in_stock, price_minor, spelled) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [_stored_row(entry) for entry in entries],
        )
        self._many(
            "INSERT INTO shop_search_fts (rowid, title, brand, kind, codes, lead, body)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s)",
            [_searched_row(entry) for entry in entries],
        )

    def _erase(self, ids: Sequence[int]) -> None:
        rows = [(product_id,) for product_id in ids]
        self._many("DELETE FROM shop_search_document WHERE product_id = %s", rows)
        self._many("DELETE FROM shop_search_fts WHERE rowid = %s", rows)

    def _add_counts(self, rows: Sequence[tuple[str, int, int, int]]) -> None:
        self._many(
            "INSERT INTO shop_search_word (word, titles, leads, spelled) VALUES (%s, %s, %s, %s) ON CONFLICT (word)"
            " DO UPDATE SET titles = titles + excluded.titles, leads = leads + excluded.leads,"
            " spelled = spelled + excluded.spelled",
            rows,
        )

    def _find(self, query: Query, scope: Scope, limit: int) -> Found:
        match = _match(query, scope)
        ids = [product_id for (product_id,) in self._rows(FOUND, [match, limit])]
        total = len(ids)
        if total == limit:
            [[total]] = self._rows(COUNTED, [match])
        return Found(ids, total)

    def _find_prefix(self, query: Query, unfinished: str, limit: int) -> list[int]:
        whole = [_any_of(term.all) for term in query.terms[:-1]]
        last = f"({_any_of(query.terms[-1].all)} OR {_quoted(unfinished)} *)"
        match = f"{{title brand kind codes}} : ({' AND '.join([*whole, last])})"
        return [product_id for (product_id,) in self._rows(FOUND, [match, limit])]


def _stored_row(e: IndexEntry) -> tuple[object, ...]:
    shown = (e.product_id, e.title, e.brand, e.kinds, e.lead, e.codes)
    return *shown, e.popularity, e.in_stock, e.price_minor, e.spelled


def _searched_row(e: IndexEntry) -> tuple[object, ...]:
    title, kind, lead = (" ".join(found) for found in (e.title_words, e.kind_words, e.lead_words))
    return e.product_id, title, e.brand, kind, e.codes, lead, e.body


def _match(query: Query, scope: Scope) -> str:
    """The query in FTS5's language; every word is quoted, so none is an operator."""
    sets = enough_of(query) if scope is Scope.RELAXED else [query.terms]
    match = " OR ".join("(" + " AND ".join(_any_of(term.all) for term in chosen) + ")" for chosen in sets)
    match = f"({match})" if scope is Scope.ANYWHERE else f"({VISIBLE} : ({match}))"
    return f"{match} OR codes : {_quoted(query.code)}" if query.code else match


def _any_of(alternatives: Sequence[str]) -> str:
    return "(" + " OR ".join(map(_quoted, alternatives)) + ")"


def _quoted(word: str) -> str:
    return '"' + word.replace('"', "") + '"'
