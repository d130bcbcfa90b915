"""`manage.py export`: the shapes of the API, streamed, going on after a break, and written down with who took it."""

import csv
import json
import stat
from io import StringIO

import pytest
from django.contrib.admin.models import LogEntry
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core import exports
from core.exports import all_exports, read_rows
from reviews.actions.reviews import Reviewer, Words, write_review
from shop.models import Product
from tests.cast import ada, delivered_order, make_location, make_price_list, make_product, pia, stan

pytestmark = pytest.mark.django_db
EVERY = ["products", "prices", "stock", "customers", "orders", "reviews"]
ADDRESSES = {"customers": "customers:read", "orders": "orders:read", "products": "products:read",
             "prices": "prices:read", "stock": "stock:read", "reviews": "reviews:read"}  # fmt: skip


def run(what, **options):
    said = StringIO()
    call_command("export", what, by=stan().email, stdout=said, stderr=(told := StringIO()), **options)
    return said.getvalue(), told.getvalue()


def rows(what, **options):
    return [json.loads(line) for line in run(what, **options)[0].splitlines()]


@pytest.fixture
def world(provider):
    product = make_product("Mug")
    make_price_list("Members", "members", {product: 900})
    make_location()
    delivered_order(provider, product, owner=ada())
    words = Words(4, "", "Keeps the coffee warm.", "Ada", "en")
    write_review(product=product, words=words, by=Reviewer(ada()), at=timezone.now())
    return product


@pytest.mark.parametrize("what", EVERY)
def test_a_row_is_what_the_api_shows(world, what):
    partner = pia(ADDRESSES[what], "customers:read")
    shown = partner.get(f"/api/v1/{what}/?sort=id").json()["results"]
    assert shown and rows(what) == shown


def test_there_is_an_export_for_each_kind():
    assert sorted(all_exports()) == sorted(EVERY)


@pytest.mark.parametrize("what", EVERY)
def test_queries_do_not_grow_with_rows(world, what, provider):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            number = len(list(read_rows(all_exports()[what], 0)))
        return number, len(asked)

    before = queries()
    for number in range(3):
        delivered_order(provider, make_product(f"Cup {number}"), email=f"guest{number}@example.com")
    after = queries()
    assert after[1] == before[1] and (after[0] > before[0] or what in ("customers", "reviews"))


def test_it_goes_on_behind_the_cursor_it_said(tmp_path, monkeypatch):
    monkeypatch.setattr(exports, "BATCH", 3)
    for number in range(10):
        make_product(f"Mug {number}")
    pks = list(Product.objects.order_by("pk").values_list("pk", flat=True))
    file = tmp_path / "products.csv"
    told = run("products", out=file, format="csv")[1]
    assert f"10 rows. What comes later begins with --after {pks[-1]}" in told
    for number in range(2):
        make_product(f"Later {number}")
    run("products", out=file, format="csv", after=pks[-1])
    read = list(csv.DictReader(file.open(encoding="utf-8", newline="")))
    assert [row["title"] for row in read] == [*(f"Mug {n}" for n in range(10)), "Later 0", "Later 1"]
    assert [row["title"] for row in rows("products", after=pks[8])] == ["Mug 9", "Later 0", "Later 1"]


def test_who_stops_it_is_told_where_to_go_on(tmp_path, monkeypatch):
    for number in range(5):
        make_product(f"Mug {number}")
    real, file = exports.read_rows, tmp_path / "products.jsonl"

    def stopped(export, after):
        for place, pair in enumerate(real(export, after)):
            if place == 3:
                raise KeyboardInterrupt
            yield pair

    monkeypatch.setattr("core.management.commands.export.read_rows", stopped)
    with pytest.raises(CommandError, match=r"Stopped after 3 rows. Go on with --after (\d+)") as caught:
        run("products", out=file)
    monkeypatch.undo()
    run("products", out=file, after=int(str(caught.value).rpartition(" ")[2]))
    assert [json.loads(line)["title"] for line in file.open()] == [f"Mug {number}" for number in range(5)]


def test_a_sheet_runs_nothing_that_a_cell_begins_with(tmp_path):
    product = make_product('=HYPERLINK("x")')
    Product.objects.filter(pk=product.pk).update(description='+1, "two"\nlines')
    file = tmp_path / "products.csv"
    run("products", out=file, format="csv")
    [row] = csv.DictReader(file.open(encoding="utf-8", newline=""))
    assert row["title"] == '\'=HYPERLINK("x")' and row["description"] == '\'+1, "two"\nlines'
    assert json.loads(row["variants"])[0]["sku"] == product.variants.get().sku
    assert (row["is_available"], row["released_on"], row["rating_count"]) == ("true", "", "0")


def test_a_file_that_is_there_stays_unless_it_is_told_to_go(tmp_path):
    make_product()
    file = tmp_path / "products.jsonl"
    file.write_text("precious")
    with pytest.raises(CommandError, match="is there already"):
        run("products", out=file)
    assert file.read_text() == "precious" and not LogEntry.objects.exists()
    run("products", out=file, force=True)
    assert json.loads(file.read_text())["state"] == "published"


def test_what_is_taken_out_is_for_nobody_else_to_read(tmp_path):
    file = tmp_path / "customers.jsonl"
    run("customers", out=file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_who_took_what_is_written_down():
    run("customers", after=7)
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_repr) == (stan(), "export customers")
    assert entry.change_message == "jsonl to standard output, after 7"


def test_only_staff_with_the_right_take_anything(tmp_path):
    clerk = stan()
    clerk.is_superuser = False
    clerk.save()
    clerk.user_permissions.clear()
    file = tmp_path / "customers.jsonl"
    for email in (clerk.email, ada().email, "nobody@example.com"):
        with pytest.raises(CommandError, match="right to see"):
            call_command("export", "customers", by=email, out=file, stdout=StringIO())
    assert not file.exists() and not LogEntry.objects.exists()
