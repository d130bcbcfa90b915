"""`manage.py rank_queries QUERIES.csv OUT.csv`: what the search page answers, for measuring it."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from shop.models import Product
from shop.search.results import search_products, tidy

RESULTS = 50


class Command(BaseCommand):
    help = "Write query,docid,rank for each `query` of a CSV file; a docid is the id in the import's source."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("queries", type=Path)
        parser.add_argument("out", type=Path)

    def handle(self, *args: Any, queries: Path, out: Path, **options: Any) -> None:
        try:
            with queries.open(newline="", encoding="utf-8-sig") as source:
                asked = list(dict.fromkeys(row["query"] for row in csv.DictReader(source)))
            with out.open("w", newline="", encoding="utf-8") as to:
                writer = csv.writer(to)
                writer.writerow(["query", "docid", "rank"])
                writer.writerows(row for query in asked for row in _ranked(query))
        except KeyError as error:
            raise CommandError(f"{queries} has no column {error}.") from error
        except OSError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{len(asked)} queries are answered in {out}.")


def _ranked(query: str) -> Iterator[tuple[str, str, int]]:
    """Products that were not imported go by their own number."""
    ids = search_products(tidy(query)).ids
    listed = Product.objects.listed().filter(pk__in=ids).order_by()
    sources = dict(listed.values_list("pk", "source_id"))
    found = [pk for pk in ids if pk in sources][:RESULTS]
    for rank, pk in enumerate(found, 1):
        yield query, sources[pk] or str(pk), rank
