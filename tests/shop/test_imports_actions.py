"""Importing a catalog: what comes of good rows, changed rows and broken ones, and of an import that is killed."""

import gzip
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from core.money import Money
from shop.actions import feed_files, imports
from shop.actions.catalog import retire_product
from shop.actions.search import index_products
from shop.models import Brand, Category, Location, PriceChange, Product, StockMovement, StockRecord, Variant
from shop.search import backend
from tests.cast import make_product

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
GTINS = ["4006381333931", "4006381333948", "4006381333955"]


def row(number: int = 1, **changes: object) -> dict[str, object]:
    return {
        "id": str(number),
        "name": f"NB-{number}",
        "title": f"Zephyr Nimbus {number} notebook",
        "supplier": "Zephyr",
        "ean": [GTINS[number - 1]] if number <= len(GTINS) else [],
        "short_description": "A light one.",
        "date_released": "2019-04-01T00:00:00Z",
        "price": 89900,
        "attr_n_display_diagonal": 14.0,
        "attr_t_product_colour": ["Silver", "Black", "Silver"][number % 3],
    } | changes


@pytest.fixture
def run(tmp_path, capsys, settings):
    """Imports these rows (or this text) and returns what the command said."""
    settings.VAR = tmp_path

    def run(*rows: object, name: str = "goods.jsonl", **options: object) -> str:
        lines = [item if isinstance(item, str | bytes) else json.dumps(item) for item in rows]
        data = b"\n".join(line.encode() if isinstance(line, str) else line for line in lines)
        (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
        call_command("import_catalog", str(tmp_path / name), **options)
        return capsys.readouterr().out

    return run


def refusals(tmp_path: Path, name: str = "goods.jsonl") -> list[dict[str, object]]:
    lines = (tmp_path / "imports" / f"{name}.refused.jsonl").read_text().splitlines()
    return [json.loads(line) for line in lines]


def test_a_row_becomes_a_published_product_with_all_that_belongs_to_it(run):
    assert "1 created, 0 updated, 0 unchanged, 0 refused" in run(row())
    product = Product.objects.get(source_id="1")
    assert (product.state, product.slug, product.part_number) == ("published", "zephyr-nimbus-1-notebook", "NB-1")
    assert (product.price_from, product.is_available, product.brand.name) == (Money(89900), True, "Zephyr")
    assert [node.name for node in Category.tree().trail(product.category_id)] == ["Computers", "Laptops"]
    variant = product.variants.get()
    assert (variant.sku, variant.gtin, variant.price) == ("ICE-1", GTINS[0], Money(89900))
    assert [str(line) for line in product.specification.all()] == ["Screen size: 14 in", "Color: Black"]


def test_price_and_stock_begin_with_a_history(run):
    run(row())
    change = PriceChange.objects.get()
    assert (change.old_price, change.new_price, change.reference) == (None, Money(89900), "import/goods.jsonl")
    movement, record = StockMovement.objects.get(), StockRecord.objects.get()
    assert (movement.quantity, record.on_hand, movement.reference) == (25, 25, "import/goods.jsonl")
    assert Location.objects.get() == record.location


def test_categories_have_icons_and_filters(run):
    run(*(row(number) for number in range(1, 5)))
    laptops = Category.objects.get(name="Laptops")
    assert (laptops.icon, laptops.parent.name) == ("laptop", "Computers")
    assert laptops.facets == laptops.parent.facets == ["product_colour"]


def test_the_second_run_changes_nothing(run):
    run(row(1), row(2), "broken")
    before = list(Product.objects.values_list("pk", "version", "updated_at"))
    said = run(row(1), row(2), "broken")
    assert "0 created, 0 updated, 2 unchanged, 1 refused" in said
    assert "Nothing changed." in said
    assert list(Product.objects.values_list("pk", "version", "updated_at")) == before
    assert PriceChange.objects.count() == StockMovement.objects.count() == 2


def test_an_imported_product_is_indexed_as_a_saved_one_would_be(run):
    Brand.objects.create(name="ZEPHYR", slug="zephyr")
    run(row(1), row(2, attr_b_touchscreen=True, title="Zephyr thing nobody could place"), row(3, short_description=""))
    imported = _index()
    backend().clear()
    index_products(list(Product.objects.values_list("pk", flat=True)))
    assert _index() == imported
    assert len(imported[0]) == 3


def test_a_new_price_goes_through_the_history(run):
    run(row())
    assert "0 created, 1 updated" in run(row(price=79900))
    change = PriceChange.objects.first()
    assert (change.old_price, change.new_price) == (Money(89900), Money(79900))
    product = Product.objects.get()
    assert (product.price_from, product.variants.get().price) == (Money(79900), Money(79900))
    assert StockRecord.objects.get().on_hand == 25


def test_a_price_before_is_a_wish_that_the_history_grants_or_not(run):
    header = "sku,title,price,compare_at,content\n"
    run(header + "K-1,Coffee,10.00,99.00,250 g", name="goods.csv")
    assert Variant.objects.get().compare_at is None  # nobody has ever paid more
    run(header + "K-1,Coffee,8.00,99.00,0.5 kg", name="goods.csv")
    coffee = Variant.objects.get()
    assert (coffee.price, coffee.compare_at) == (Money(800), Money(1000))
    assert (coffee.content_amount, coffee.content_unit) == (500, "g")
    run(header + "K-1,Coffee,9.00,99.00,", name="goods.csv")
    coffee.refresh_from_db()
    assert (coffee.price, coffee.compare_at, coffee.content_amount) == (Money(900), None, 500)


def test_a_changed_row_changes_its_product_and_keeps_its_address(run):
    run(row())
    run(row(title="Zephyr Nimbus 1 desktop PC", attr_t_product_colour="Red", supplier="Nimbus"))
    product = Product.objects.get()
    assert (product.slug, product.brand.name, product.category.name) == (
        "zephyr-nimbus-1-notebook",
        "Nimbus",
        "Desktops & Workstations",
    )
    assert [line.value for line in product.specification.all()] == ["14", "Red"]
    imported = _index()
    index_products([product.pk])
    assert _index() == imported


def test_other_words_for_the_same_change_nothing(run, tmp_path):
    """A row written with other blanks, or read by a mapping that was edited elsewhere."""
    run(row(1), row(2))
    before = list(Product.objects.values_list("pk", "version", "updated_at"))
    (tmp_path / "mine.toml").write_text((ROOT / "shop/mappings/icecat.toml").read_text() + "# a remark\n")
    again = [json.dumps(row(number), separators=(" , ", " : ")) for number in (1, 2)]
    for _time in range(2):
        said = run(*again, mapping=str(tmp_path / "mine.toml"))
        assert "0 created, 0 updated, 2 unchanged, 0 refused" in said
    assert list(Product.objects.values_list("pk", "version", "updated_at")) == before


def test_a_retired_product_stays_retired(run):
    run(row())
    retire_product(product=Product.objects.get())
    run(row(price=100))
    assert Product.objects.get().state == Product.State.RETIRED
    assert backend().search("nimbus").ids == ()


def test_equal_titles_get_different_addresses(run):
    run(row(1, title="Zephyr cup"), row(2, title="Zephyr cup"), row(3, title="Zephyr cup"))
    slugs = Product.objects.order_by("pk").values_list("slug", flat=True)
    assert list(slugs) == ["zephyr-cup", "zephyr-cup-2", "zephyr-cup-3"]


LONG = '{"id": "9", "title": "' + "x" * 10_000_000 + '"}'
BROKEN = [
    ("not json", "The row is not JSON."),
    ('{"id": "9", "title": ', "The row is not JSON."),
    ("[" * 200_000, "The row is not JSON."),
    (b'{"id": "9", "title": "\xff"}', "The row is not UTF-8 text."),
    ("[1, 2]", "The row is not an object with fields."),
    ("null", "The row is not an object with fields."),
    (LONG, "The row is longer than 1 MB."),
    (row(9, id=""), "There is no id."),
    (row(9, title="A\0B"), "title: there are control characters in it."),
    (row(9, title="A\x07B"), "title: there are control characters in it."),
    (row(9, title="A\ud800B"), "title: there are control characters in it."),
    (row(9, title="x" * 301), "The title is longer than 300 characters."),
    (row(9, price=0), "The price is not above zero."),
    (row(9, price=None), "price: a number was expected."),
    (row(9, price=float("nan")), "price: this number is out of bounds."),
    (row(9, ean=["123"]), "The GTIN 123 has a wrong check digit."),
    (row(9, ean=[GTINS[0]]), f"The GTIN {GTINS[0]} stands in the file twice."),
    (row(1, ean=[]), "The id 1 stands in the file twice."),
    (row(9) | {f"attr_t_a{at}": "x" for at in range(501)}, "There are more than 500 attributes."),
]


@pytest.mark.parametrize(("broken", "reason"), BROKEN, ids=range(len(BROKEN)))
def test_a_broken_row_is_refused_alone(run, tmp_path, broken: object, reason: str):
    said = run(row(1), broken, row(2))
    assert "2 created, 0 updated, 0 unchanged, 1 refused" in said
    [refusal] = refusals(tmp_path)
    assert (refusal["line"], refusal["reason"]) == (2, reason)
    assert len(refusal["row"]) <= 200


def test_codes_of_other_products_are_refused(run, tmp_path):
    mug = make_product("Mug")
    Variant.objects.filter(product=mug).update(gtin=GTINS[1], sku="ICE-3")
    run(row(1), row(2), row(3))
    assert [refusal["reason"] for refusal in refusals(tmp_path)] == [
        f"The GTIN {GTINS[1]} belongs to another product.",
        "The SKU ICE-3 belongs to another product.",
    ]
    assert Product.objects.count() == 2


def test_what_the_database_refuses_is_refused_alone(run, tmp_path, monkeypatch):
    """As when somebody takes an address between our look and our writing."""
    make_product("Zephyr Nimbus 2 notebook", slug="zephyr-nimbus-2-notebook")
    monkeypatch.setattr(imports.Shelves, "slug", lambda shelves, title: title.lower().replace(" ", "-"))
    assert "2 created" in run(row(1), row(2), row(3))
    assert refusals(tmp_path)[0]["reason"].startswith("The database refused it:")


def test_a_file_without_refusals_leaves_no_file_of_them(run, tmp_path):
    run("broken")
    run(row())
    assert not list((tmp_path / "imports").glob("*"))


def test_a_dry_run_reports_and_writes_nothing(run, tmp_path):
    said = run(row(1), row(2), row(2), dry_run=True)
    assert "2 created, 0 updated, 0 unchanged, 1 refused" in said
    assert not Product.objects.exists()
    assert not Category.objects.exists()
    assert not (tmp_path / "imports").exists()


def test_a_limit_reads_only_so_many_rows(run):
    assert "2 created" in run(row(1), row(2), row(3), limit=2)


def test_a_cut_off_file_gives_what_it_has_and_an_error(run, tmp_path):
    data = gzip.compress(b"".join(json.dumps(row(number)).encode() + b"\n" for number in range(1, 400)), 1)
    (tmp_path / "cut.jsonl.gz").write_bytes(data[: len(data) // 2])
    with pytest.raises(CommandError, match="damaged or cut off"):
        call_command("import_catalog", str(tmp_path / "cut.jsonl.gz"))
    assert 0 < Product.objects.count() < 399


def test_an_import_that_fails_in_a_batch_goes_on_from_there(run, monkeypatch):
    monkeypatch.setattr(feed_files, "BATCH", 2)
    rows = [row(number) for number in range(1, 8)]
    written, write = [], imports.write_rows

    def failing(**given):
        touched = write(**given)
        written.append(touched)
        if len(written) == 2:
            raise KeyboardInterrupt  # inside the run's transaction for this batch
        return touched

    monkeypatch.setattr("shop.actions.import_writes.replace_specifications", lambda *given: None)
    monkeypatch.setattr(imports, "write_rows", failing)
    with pytest.raises(KeyboardInterrupt):
        run(*rows)
    monkeypatch.setattr(imports, "write_rows", write)
    assert "3 created, 0 updated, 4 unchanged" in run(*rows)


@pytest.mark.parametrize("part", ["_stock_up", "add_specifications", "_document"])
def test_no_product_is_half_written(run, monkeypatch, part: str):
    def fail(*given):
        raise MemoryError

    with monkeypatch.context() as broken:
        broken.setattr(f"shop.actions.import_writes.{part}", fail)
        with pytest.raises(MemoryError):
            run(row(1), row(2))
    assert not Product.objects.exists()
    assert "2 created" in run(row(1), row(2))


def test_a_killed_import_goes_on(tmp_path):
    """A real SIGKILL in the middle, on a database of its own."""
    file = tmp_path / "many.jsonl"
    file.write_text("".join(json.dumps(row(number)) + "\n" for number in range(4, 2504)))
    environment = {**os.environ, "VAR_DIR": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path / 'shop.sqlite3'}"}
    manage = [sys.executable, "manage.py"]
    subprocess.run([*manage, "migrate", "-v0"], cwd=ROOT, env=environment, check=True)
    command = [*manage, "import_catalog", str(file)]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    _wait_for_products(tmp_path / "shop.sqlite3")
    process.send_signal(signal.SIGKILL)
    process.wait()
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    assert " 0 refused" in done.stdout
    assert "2500 created" not in done.stdout
    with sqlite3.connect(tmp_path / "shop.sqlite3") as database:
        tables = ("product", "variant", "pricechange", "stockrecord", "stockmovement", "search_document")
        counts = [database.execute(f"SELECT count(*) FROM shop_{table}").fetchone()[0] for table in tables]
    assert counts == [2500] * len(tables)


PLAIN = "sku;title;price;category;gtin;stock;text:color;brand"


def test_a_plain_csv_file_needs_no_mapping_of_its_own(run):
    said = run(
        PLAIN,
        'C-1;"Cup ""Café""; large";12.95;Kitchen > Cups;;3;red;Hearth',
        "C-2;Cup;9;Kitchen > Cups;;0;;",
        name="goods.csv",
    )
    assert "2 created" in said
    first, second = Product.objects.order_by("pk")
    assert (first.title, first.price_from, first.variants.get().sku) == ('Cup "Café"; large', Money(1295), "C-1")
    assert (first.is_available, second.is_available, second.brand) == (True, False, None)
    assert not StockMovement.objects.filter(quantity=0).exists()


def test_a_broken_csv_row_is_refused_alone(run, tmp_path):
    more = ["A;One;1;K;;;;", "B;Two;2", 'C;"Three;3;K;;;;', "D;Four;4;K;;;;", b"E;F\xfcnf;5;K;;;;", "", "G;Six;x;K;;;;"]
    assert "2 created" in run(f"\ufeff{PLAIN}", *more, name="goods.csv.gz")
    assert [(refusal["line"], str(refusal["reason"])[:32]) for refusal in refusals(tmp_path, "goods.csv.gz")] == [
        (3, "The row has 3 cells where the fi"),
        (4, "The row is not CSV: unexpected e"),
        (6, "The row is not UTF-8 text."),
        (8, "price: a number was expected."),
    ]


def test_a_gtin_with_more_zeros_in_front_is_the_same(run, tmp_path):
    make_product().variants.update(gtin=f"0{GTINS[1]}")
    said = run(row(1), row(2), row(3, ean=[f"0{GTINS[0]}"]))
    assert "1 created, 0 updated, 0 unchanged, 2 refused" in said
    assert [refusal["reason"] for refusal in refusals(tmp_path)] == [
        f"The GTIN {GTINS[1]} belongs to another product.",
        f"The GTIN 0{GTINS[0]} stands in the file twice.",
    ]


def test_what_gift_cards_are_sold_as_is_not_imported(run, tmp_path):
    assert "1 created" in run(PLAIN, "GIFT-CARD;Mine;1;K;;;;", "A;Gift card;2;K;;;;", name="goods.csv")
    [refusal] = refusals(tmp_path, "goods.csv")
    assert refusal["reason"] == "The SKU GIFT-CARD is kept for the shop's gift cards."
    assert Product.objects.get().slug == "gift-card-2"


@pytest.mark.parametrize("text", ["", "sku,name\nA,B\n", "a\0b\n"])
def test_a_csv_file_without_its_columns_is_an_error(run, text: str):
    with pytest.raises(CommandError, match="names no column"):
        run(text, name="goods.csv")


@pytest.mark.parametrize("mapping", ["nonsense", "/nowhere/at-all.toml"])
def test_an_unknown_mapping_is_an_error(run, mapping: str):
    with pytest.raises(CommandError, match=r"toml"):
        run(row(), mapping=mapping)


def test_a_mapping_may_be_a_file_of_ones_own(run, tmp_path):
    mine = (ROOT / "shop/mappings/icecat.toml").read_text().replace('"ICE-"', '"MY-"')
    (tmp_path / "mine.toml").write_text(mine)
    run(row(), mapping=str(tmp_path / "mine.toml"))
    assert Variant.objects.get().sku == "MY-1"


def test_a_missing_file_is_an_error():
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_catalog", "/nowhere/goods.jsonl")


def _index() -> list[list[tuple[object, ...]]]:
    tables = ["shop_search_document ORDER BY product_id"]
    tables.append("shop_search_word WHERE titles <> 0 OR leads <> 0 OR spelled <> 0 ORDER BY word")
    if connection.vendor == "sqlite":
        tables.append("shop_search_fts ORDER BY rowid")
    with connection.cursor() as cursor:
        return [cursor.execute(f"SELECT * FROM {table}").fetchall() for table in tables]


def _wait_for_products(path: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with sqlite3.connect(path, timeout=30) as database:
            if database.execute("SELECT count(*) FROM shop_product").fetchone()[0]:
                return
        time.sleep(0.02)
    raise AssertionError("the import wrote nothing")
