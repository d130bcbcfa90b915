"""`rank_queries` gives what the search page shows."""

import csv

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command

from shop.actions.catalog import retire_product
from shop.models import Product
from tests.cast import make_product

pytestmark = pytest.mark.django_db


def ranked(tmp_path, *queries: str) -> list[tuple[str, str, int]]:
    (tmp_path / "asked.csv").write_text("query_id,query\n" + "".join(f'1,"{query}"\n' for query in queries))
    call_command("rank_queries", str(tmp_path / "asked.csv"), str(tmp_path / "ranked.csv"))
    with (tmp_path / "ranked.csv").open(newline="") as file:
        return [(row["query"], row["docid"], int(row["rank"])) for row in csv.DictReader(file)]


def test_the_order_is_that_of_the_page(tmp_path, client):
    for number in range(3):
        make_product(f"Stoneware mug {number}", source_id=f"S{number}")
    found = ranked(tmp_path, "mug", "unicorn")
    body = client.get("/search/", {"q": "mug"}).content.decode()
    by_place = sorted(Product.objects.all(), key=lambda product: body.index(product.get_absolute_url()))
    assert found == [("mug", product.source_id, rank) for rank, product in enumerate(by_place, 1)]


def test_only_what_is_listed_is_ranked_and_ids_of_our_own_do_too(tmp_path):
    gone, kept = make_product("Mug one"), make_product("Mug two")
    assert len(ranked(tmp_path, "mug")) == 2
    retire_product(product=gone)
    cache.clear()
    assert ranked(tmp_path, "mug") == [("mug", str(kept.pk), 1)]


def test_a_file_without_queries_is_an_error(tmp_path):
    (tmp_path / "asked.csv").write_text("words\nmug\n")
    with pytest.raises(CommandError, match="no column 'query'"):
        call_command("rank_queries", str(tmp_path / "asked.csv"), str(tmp_path / "ranked.csv"))
