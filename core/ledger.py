"""Append-only rows: what happened stays written; a correction is a new row."""

from collections.abc import Callable
from typing import Any

from django.db import models


class AppendOnly(Exception):
    """Somebody tried to change or delete a row of a ledger."""


class LedgerQuerySet(models.QuerySet):
    """Reads and inserts only."""

    def update(self, **kwargs: Any) -> int:
        raise AppendOnly(f"{self.model._meta.label} is append-only")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise AppendOnly(f"{self.model._meta.label} is append-only")


class LedgerEntry(models.Model):
    """An insert-only row. `reference` names its cause as text ("order/K7Q2"), so no ledger needs a foreign key up."""

    reference = models.CharField(max_length=120)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = LedgerQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-id"]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly(f"{self._meta.label} {self.pk} is written already")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AppendOnly(f"{self._meta.label} {self.pk} stays")


def guard_ledgers(tables: list[str]) -> Callable[[Any, Any], None]:
    """For a migration: on PostgreSQL, triggers refuse UPDATE and DELETE on these tables even for raw SQL."""

    def guard(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            for table in tables:
                schema_editor.execute(_CREATE.format(table=table))

    return guard


def guard_kept(table: str, *, days: int, mark: str = "") -> Callable[[Any, Any], None]:
    """The same for rows that may be deleted when they are older than so many days, and of which one column, `mark`,
    may still be written."""

    def guard(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(_CREATE_KEPT.format(table=table, days=days, mark=mark))

    return guard


def unguard_ledgers(tables: list[str]) -> Callable[[Any, Any], None]:
    """The way back."""

    def unguard(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            for table in tables:
                schema_editor.execute(f"DROP TRIGGER append_only ON {table}; DROP FUNCTION {table}_is_append_only();")

    return unguard


_CREATE = """
    CREATE OR REPLACE FUNCTION {table}_is_append_only() RETURNS trigger AS $$
    BEGIN RAISE EXCEPTION '{table} is append-only'; END $$ LANGUAGE plpgsql;
    CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION {table}_is_append_only();
"""

_CREATE_KEPT = """
    CREATE OR REPLACE FUNCTION {table}_is_append_only() RETURNS trigger AS $$
    BEGIN
        IF TG_OP = 'DELETE' AND OLD.created_at < now() - interval '{days} days' THEN RETURN OLD; END IF;
        IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - '{mark}' = to_jsonb(NEW) - '{mark}' THEN RETURN NEW; END IF;
        RAISE EXCEPTION '{table} is append-only';
    END $$ LANGUAGE plpgsql;
    CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION {table}_is_append_only();
"""
