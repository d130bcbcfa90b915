"""Search on PostgreSQL. Words come ready-made from shop.rules.words, so vectors are built without a dictionary."""

from collections.abc import Sequence
from typing import Any

from shop.rules.search import Query, enough_of
from shop.rules.search_index import IndexEntry
from shop.search.base import DatabaseSearch, Found, Scope

SCHEMA = (
    """
    CREATE TABLE IF NOT EXISTS shop_search_document (
        product_id bigint PRIMARY KEY, title text NOT NULL, brand text NOT NULL, kinds text NOT NULL,
        lead text NOT NULL, codes text NOT NULL, popularity integer NOT NULL, in_stock boolean NOT NULL,
        price_minor bigint NOT NULL, spelled text NOT NULL, visible tsvector NOT NULL, everything tsvector NOT NULL
    )
    """,
    """
    CREATE TABLE IF NOT EXISTS shop_search_word (
        word text PRIMARY KEY, titles integer NOT NULL, leads integer NOT NULL, spelled integer NOT NULL
    )
    """,
    "CREATE INDEX IF NOT EXISTS shop_search_everything ON shop_search_document USING gin (everything)",
    "CREATE INDEX IF NOT EXISTS shop_search_visible ON shop_search_document USING gin (visible)",
)
COLUMNS = (
    "product_id, title, brand, kinds, lead, codes, popularity, in_stock, price_minor, spelled, visible, everything"
)
REPLACE = (
    "UPDATE shop_search_document SET title = %s, brand = %s, kinds = %s, lead = %s, codes = %s, popularity = %s,"
    " in_stock = %s, price_minor = %s, spelled = %s, visible = %s::tsvector, everything = %s::tsvector"
    " WHERE product_id = %s"
)
UNDO = ("DROP TABLE IF EXISTS shop_search_document", "DROP TABLE IF EXISTS shop_search_word")
# Ranked by what people see alone: a short vector, read without unpacking the long one.
RANKED = "ORDER BY ts_rank('{0.1, 0.4, 0.8, 1.0}', visible, %s::tsquery, 1) DESC, product_id LIMIT %s"
FOUND = {
    "visible": "SELECT product_id FROM shop_search_document WHERE visible @@ %s::tsquery",
    "everything": "SELECT product_id FROM shop_search_document WHERE everything @@ %s::tsquery",
}
COUNTED = {
    "visible": "SELECT count(*) FROM shop_search_document WHERE visible @@ %s::tsquery",
    "everything": "SELECT count(*) FROM shop_search_document WHERE everything @@ %s::tsquery",
}


class PostgresSearch(DatabaseSearch):
    def create_schema(self) -> None:
        for statement in SCHEMA:
            self._run(statement)

    def drop_schema(self) -> None:
        for statement in UNDO:
            self._run(statement)

    def _insert(self, entries: Sequence[IndexEntry]) -> None:
        """A race for the same product ends in an IntegrityError; whoever indexes has locked the product."""
        statement = f"COPY shop_search_document ({COLUMNS}) FROM STDIN"
        with self.connection.wrap_database_errors, self.connection.cursor() as cursor, cursor.copy(statement) as copy:
            for entry in entries:
                copy.write_row(_row(entry))

    def _replace(self, entries: Sequence[IndexEntry]) -> None:
        rows = [_row(entry) for entry in sorted(entries, key=lambda entry: entry.product_id)]
        self._many(REPLACE, [(*row[1:], row[0]) for row in rows])

    def _erase(self, ids: Sequence[int]) -> None:
        self._run("DELETE FROM shop_search_document WHERE product_id = ANY(%s)", [list(ids)])

    def _add_counts(self, rows: Sequence[tuple[str, int, int, int]]) -> None:
        """In the order of the words, so that two transactions never wait for each other."""
        if rows:
            self._run(
                "INSERT INTO shop_search_word AS known (word, titles, leads, spelled)"
                " SELECT * FROM unnest(%s::text[], %s::integer[], %s::integer[], %s::integer[])"
                " ON CONFLICT (word) DO UPDATE SET titles = known.titles + excluded.titles,"
                " leads = known.leads + excluded.leads, spelled = known.spelled + excluded.spelled",
                [list(column) for column in zip(*rows, strict=True)],
            )

    def _find(self, query: Query, scope: Scope, limit: int) -> Found:
        match, vector = _match(query, scope), "everything" if scope is Scope.ANYWHERE else "visible"
        ids = self._placed(vector, match, limit)
        total = len(ids)
        if total == limit:
            [[total]] = self._rows(COUNTED[vector], [match])
        return Found(ids, total)

    def _find_prefix(self, query: Query, unfinished: str, limit: int) -> list[int]:
        whole = [_any_of(term.all) for term in query.terms[:-1]]
        last = f"({_any_of(query.terms[-1].all)} | {_quoted(unfinished)}:*AB)"
        return self._placed("visible", " & ".join([*whole, last]), limit)

    def _rows_among(self, select: str, column: str, values: Sequence[Any]) -> list[Any]:
        """One array instead of hundreds of parameters: psycopg needs longer to write those than the search takes."""
        return self._rows(f"{select} WHERE {column} = ANY(%s)", [list(values)])

    def _placed(self, vector: str, match: str, limit: int) -> list[int]:
        rows = self._rows(f"{FOUND[vector]} {RANKED}", [match, match, limit])
        return [product_id for (product_id,) in rows]


def _row(e: IndexEntry) -> tuple[object, ...]:
    """`everything` is only matched, never ranked, so it needs no places."""
    visible = _visible(e)
    everything = " ".join(map(_quoted, {*(word for word, _weight in visible), *e.body.split()}))
    shown = (e.product_id, e.title, e.brand, e.kinds, e.lead, e.codes)
    return *shown, e.popularity, e.in_stock, e.price_minor, e.spelled, _vector(visible), everything


def _visible(entry: IndexEntry) -> list[tuple[str, str]]:
    """The words people see with their weights: title and codes A, kind and brand B, lead C."""
    weighted = [(word, "A") for word in [*entry.title_words, *entry.codes.split()]]
    weighted += [(word, "B") for word in [*entry.kind_words, *entry.brand.split()]]
    return weighted + [(word, "C") for word in entry.lead_words]


def _vector(weighted: Sequence[tuple[str, str]]) -> str:
    """A tsvector's text: each word with its places and their weights."""
    places: dict[str, list[str]] = {}
    for at, (word, weight) in enumerate(weighted, 1):
        places.setdefault(word, []).append(f"{at}{weight}")
    return " ".join(f"{_quoted(word)}:{','.join(found)}" for word, found in places.items())


def _match(query: Query, scope: Scope) -> str:
    sets = enough_of(query) if scope is Scope.RELAXED else [query.terms]
    match = " | ".join("(" + " & ".join(_any_of(term.all) for term in chosen) + ")" for chosen in sets)
    return f"({match}) | {_quoted(query.code)}" if query.code else match


def _any_of(alternatives: Sequence[str]) -> str:
    return "(" + " | ".join(map(_quoted, alternatives)) + ")"


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "").replace("'", "") + "'"
