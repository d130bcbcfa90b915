"""Full-text search inside the shop's own database, chosen by its vendor."""

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from shop.search.base import DatabaseSearch, SearchBackend
from shop.search.postgres import PostgresSearch
from shop.search.sqlite import SqliteSearch

ENGINES: dict[str, type[DatabaseSearch]] = {"sqlite": SqliteSearch, "postgresql": PostgresSearch}


def backend() -> SearchBackend:
    """The search of the default database; writes belong to the caller's transaction."""
    return _engine(connection)


def create_schema(on: BaseDatabaseWrapper) -> None:
    """For a migration: the tables search needs, made when they are not there yet."""
    _engine(on).create_schema()


def drop_schema(on: BaseDatabaseWrapper) -> None:
    _engine(on).drop_schema()


def _engine(on: BaseDatabaseWrapper) -> DatabaseSearch:
    return ENGINES[on.vendor](on)
