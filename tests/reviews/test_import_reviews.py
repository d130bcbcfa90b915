"""Reviews of other shops: what is taken over and how it is marked, what is refused and why."""

import csv
import gzip
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from django.utils import timezone

from reviews.actions import imports
from reviews.actions.summaries import refresh_summary
from reviews.models import RatingSummary, Review, Shingle
from reviews.tasks.themes import sweep_themes
from shop.actions import feed_files
from shop.models import FormerSlug, Product
from tests.cast import make_product, make_variant

pytestmark = pytest.mark.django_db
HEADER = ["sku", "stars", "title", "text", "author", "date", "language", "helpful", "key"]
MAPPINGS = sorted(path.stem for path in imports.MAPPINGS.glob("*.toml"))


@pytest.fixture
def mug() -> Product:
    product = make_product("Stoneware mug")
    product.variants.update(sku="MUG-1", gtin="4006381333931")
    return product


@pytest.fixture
def run(tmp_path, capsys):
    """Imports this text, or these rows as CSV, and returns what the command said."""

    def run(*rows: object, name: str = "reviews.csv", source: str = "Old Shop", **options: object) -> str:
        (tmp_path / name).write_bytes(rows[0] if rows and isinstance(rows[0], bytes) else sheet(*rows, path=tmp_path))
        call_command("import_reviews", str(tmp_path / name), source=source, **options)
        return capsys.readouterr().out

    return run


def sheet(*rows: dict[str, object], path: Path) -> bytes:
    with (path / "rows.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, HEADER)
        writer.writeheader()
        writer.writerows(rows)
    return (path / "rows.csv").read_bytes()


def row(number: int = 1, **changes: object) -> dict[str, object]:
    return {
        "sku": "MUG-1", "stars": 4, "title": "Solid", "text": f"The handle is number {number}.",
        "author": "Grace Brewster Hopper", "date": "2024-03-31", "language": "en-US", "helpful": 3, "key": f"r{number}",
    } | changes  # fmt: skip


def test_a_row_becomes_a_review_that_says_where_it_comes_from(client, run, mug):
    assert "1 created, 0 known, 0 refused, of 1 products" in run(row())
    review = Review.objects.get()
    assert (review.stars, review.title, review.author_name, review.language) == (4, "Solid", "Grace H.", "en")
    assert (review.source, review.source_name, review.source_key) == ("import", "Old Shop", "r1")
    assert (review.state, review.is_verified, review.order_line, review.author, review.email) == (
        "published", False, None, None, "",
    )  # fmt: skip
    assert (review.incentive, review.helpful, review.imported_helpful) == ("none", 3, 3)
    assert review.created_at == datetime(2024, 3, 31, tzinfo=UTC)
    assert review.weighed_day == (review.created_at.date() - datetime(1970, 1, 1).date()).days
    assert review.usefulness > 0
    assert review.variant == mug.variants.get()
    mug.refresh_from_db()
    assert (mug.rating_count, mug.rating_hundredths) == (1, 400)
    assert "From Old Shop" in client.get(mug.get_absolute_url()).content.decode()


def test_the_other_shops_word_for_a_purchase_is_not_taken(run, mug):
    run(b"sku,stars,date,text,verified,is_verified,order_line\nMUG-1,5,2024-01-01,Good,1,true,1\n")
    assert not Review.objects.get().is_verified


def test_the_same_file_again_changes_nothing(run, mug):
    run(row(1), row(2))
    summary = RatingSummary.objects.values().get()
    version = Product.objects.get().version
    assert "0 created, 2 known, 0 refused" in run(row(1), row(2))
    assert (RatingSummary.objects.values().get(), Product.objects.get().version) == (summary, version)


def test_rows_without_a_key_are_known_by_their_words(run, mug):
    run(row(1, key=""), row(2, key=""))
    assert "1 created, 2 known" in run(row(1, key=""), row(2, key=""), row(3, key=""))


def test_two_shops_may_use_the_same_key(run, mug):
    run(row())
    assert "1 created" in run(row(), source="Other Shop")


def test_an_import_that_was_killed_is_counted_by_the_next_one(run, mug, monkeypatch):
    monkeypatch.setattr(imports._Run, "count", lambda run: None)
    run(row())
    monkeypatch.undo()
    assert not RatingSummary.objects.exists()
    assert "0 created, 1 known" in run(row())
    assert RatingSummary.objects.get().imported_count == 1


def test_themes_of_imported_reviews_are_read_by_the_sweeper(run, mug):
    run(*[row(number) for number in range(3)])
    sweep_themes()
    assert [theme.phrase for theme in mug.review_themes.all()] == ["handle"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"sku": "NONE"}, "no such product"),
        ({"sku": ""}, "names no product"),
        ({"stars": 0}, "whole number from 1 to 5"),
        ({"stars": 6}, "whole number from 1 to 5"),
        ({"stars": "4.5"}, "whole number from 1 to 5"),
        ({"stars": "NaN"}, "out of bounds"),
        ({"stars": "many"}, "a number was expected"),
        ({"stars": ""}, "There are no stars"),
        ({"stars": "", "text": "", "title": ""}, "neither stars nor words"),
        ({"date": "2999-01-01"}, "in the future"),
        ({"date": "1969-01-01"}, "before 1995"),
        ({"date": "31.3.2024"}, "not one: 31.3.2024"),
        ({"date": ""}, "There is no date"),
        ({"text": "x" * 5001}, "longer than 5000"),
        ({"title": "x" * 121}, "longer than 120"),
        ({"key": "x" * 121}, "longer than 120"),
        ({"key": "a\x00b"}, "control characters"),
        ({"language": "Klingon"}, "not a code"),
        ({"helpful": "-1"}, "helpful votes"),
        ({"key": "r1"}, "stands on line 2 already"),
    ],
)
def test_a_row_that_makes_no_sense_is_refused_with_its_line_and_the_rest_goes_in(run, mug, tmp_path, changes, reason):
    refused = tmp_path / "out" / "refused.csv"
    said = run(row(1), row(2, **changes), row(3), refused=refused)
    assert "2 created, 0 known, 1 refused" in said
    assert "line 3: " in said
    [found] = csv.DictReader(refused.open(newline=""))
    assert found["line"] == "3"
    assert reason in found["reason"]
    assert found["row"].startswith('{"sku"')
    assert sorted(Review.objects.values_list("source_key", flat=True)) == ["r1", "r3"]


def test_stars_without_words_and_whole_stars_with_a_point_are_fine(run, mug):
    assert "2 created" in run(row(1, text="", title="", stars="5.0"), row(2, stars=" 1 "))


def test_texts_are_tidied_and_never_trusted(client, run, mug):
    run(row(text="A\u202eB\x00C\r\n\r\n\r\n\r\n<script>alert(1)</script>", author="grace@example.com"))
    review = Review.objects.get()
    assert (review.text, review.author_name) == ("ABC\n\n<script>alert(1)</script>", "")
    assert "<script>alert" not in client.get(mug.get_absolute_url()).content.decode()


@pytest.mark.parametrize("text", ["See https://spam.example", "call +49 170 1234567", "cheaper at Amazon"])
def test_what_a_person_should_read_waits_for_staff_whatever_the_stars(run, mug, text):
    assert "1 of them wait for staff" in run(row(1, text=text, stars=5), row(2))
    waiting = Review.objects.waiting().get()
    assert waiting.risk > 0
    assert waiting.published_at is None
    assert RatingSummary.objects.get().imported_count == 1


def test_copies_of_imported_texts_can_be_found(run, mug):
    run(row(text="This mug has a very solid handle and it keeps the coffee warm for more than an hour."))
    assert Shingle.objects.count() == 8


def test_products_are_found_by_gtin_slug_former_slug_and_import_id(run, mug):
    Product.objects.filter(pk=mug.pk).update(source_id="4711")
    FormerSlug.objects.create(product=mug, slug="old-mug")
    lines = ["gtin,slug,source_id,stars,date", "4006381333931,,,5,2024-01-01", f",{mug.slug},,4,2024-01-01"]
    lines += [",old-mug,,3,2024-01-01", ",,4711,2,2024-01-01", "1,nothing,4711,1,2024-01-01"]
    assert "5 created, 0 known, 0 refused" in run("\n".join(lines).encode())


def test_a_sku_tells_the_variant(run, mug):
    blue = make_variant(mug, sku="MUG-2")
    run(row(sku="MUG-2"))
    assert Review.objects.get().variant == blue
    assert RatingSummary.objects.get().variants == {str(blue.pk): 1}


def test_a_check_writes_nothing_but_the_refusals(run, mug, tmp_path):
    refused = tmp_path / "refused.csv"
    said = run(row(1), row(2, stars=9), check=True, refused=refused)
    assert "This would be the outcome: 1 created, 0 known, 1 refused" in said
    assert not Review.objects.exists()
    assert not RatingSummary.objects.exists()
    assert len(refused.read_text().splitlines()) == 2


def test_gzip_and_a_byte_order_mark_are_read(run, mug, tmp_path):
    data = b"\xef\xbb\xbf" + sheet(row(), path=tmp_path)
    assert "1 created" in run(gzip.compress(data), name="reviews.csv.gz")
    assert "1 known" in run(data)


def test_more_rows_than_a_batch(run, mug, monkeypatch):
    monkeypatch.setattr(feed_files, "BATCH", 2)
    assert "5 created" in run(*[row(number) for number in range(5)])


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "names no column stars or rating and no column sku or gtin or slug or source_id"),
        (b"a,b\n1,2\n", "names no column stars"),
        (b"stars,date\n5,2024-01-01\n", "names no column sku or gtin"),
    ],
)
def test_a_file_that_is_none_is_refused_in_a_sentence(run, mug, data, sentence):
    with pytest.raises(CommandError, match=sentence):
        run(data)
    assert not Review.objects.exists()


def test_a_file_that_is_cut_off_is_taken_up_to_there_and_told(run, mug, tmp_path):
    whole = gzip.compress(
        sheet(*[row(number, text="so good " * 100 + str(number)) for number in range(400)], path=tmp_path)
    )
    with pytest.raises(CommandError, match="damaged or cut off"):
        run(whole[: len(whole) // 2], name="reviews.csv.gz")
    mug.refresh_from_db()
    assert mug.rating_count == Review.objects.count()


def test_broken_rows_of_json_are_refused_one_by_one(run, mug, tmp_path):
    good = {"product_id": 1, "sku": "MUG-1", "rating": 5, "review": "<p>Nice &amp; big</p>", "reviewer": "Ada L",
            "date_created": "2024-01-01T10:00:00", "status": "approved", "id": 7}  # fmt: skip
    hidden = good | {"id": 8, "status": "spam"}
    lines = [json.dumps(good).encode(), b"{", b"[]", b'"\xff"', b"1" * 5000, json.dumps(hidden).encode()]
    said = run(b"\n".join(lines), name="reviews.jsonl", mapping="woo")
    assert "1 created, 0 known, 5 refused" in said
    assert "The other shop does not show this review: its status is 'spam'." in said
    assert (Review.objects.get().text, Review.objects.get().source_key) == ("Nice & big", "7")


@pytest.mark.parametrize("name", MAPPINGS)
def test_each_mapping_of_ours_takes_a_row_of_its_kind(run, mug, tmp_path, name):
    mapping = imports.review_mapping(name)
    values = {"sku": "MUG-1", "slug": mug.slug, "stars": "5", "text": "Fine", "date": "2024-01-01 10:00:00", "key": "k"}
    cells = {columns[0]: values[field] for field, columns in mapping.fields.items() if field in values}
    cells |= {column: allowed[0] for column, allowed in mapping.only.items()}
    if mapping.format == "csv":
        data = "\n".join([",".join(cells), ",".join(cells.values())]).encode()
    else:
        data = json.dumps(cells).encode()
    assert "1 created, 0 known, 0 refused" in run(data, mapping=name)


@pytest.mark.parametrize(
    ("toml", "sentence"),
    [
        ("[options", "is not TOML"),
        ("", r"no table \[options\]"),
        ('[options]\nformat = "xml"\n[fields]\nstars="s"\nsku="k"', 'format = "csv"'),
        ('[options]\nformat = "csv"\n[fields]\nstars="s"\nsku="k"', "need a date"),
        ('[options]\nformat = "csv"\n[fields]\nstars="s"\ndate="d"', "need stars and one of sku"),
        ('[options]\nformat = "csv"\n[fields]\nstarz="s"', "know no starz"),
        ('[options]\nformat = "csv"\n[fields]\nstars=5\nsku="k"\ndate="d"', "stars should be a name"),
        ('[options]\nformat = "csv"\ndate = "soon"\n[fields]\nstars="s"\nsku="k"', "not a date like"),
        ('[options]\nformat = "csv"\n[fields]\nstars="s"\nsku="k"\ndate="d"\n[only]\nx = 1', "x should be a name"),
        ('only = 1\n[options]\nformat = "csv"\n[fields]\nstars="s"\nsku="k"\ndate="d"', r"\[only\]"),
    ],
)
def test_a_mapping_that_makes_no_sense_is_told_to_its_author(run, mug, tmp_path, toml, sentence):
    (tmp_path / "ours.toml").write_text(toml)
    with pytest.raises(CommandError, match=sentence):
        run(row(), mapping=str(tmp_path / "ours.toml"))
    assert not Review.objects.exists()


@pytest.mark.parametrize("name", ["nothing", "../secret", "/nowhere/at/all.toml"])
def test_a_mapping_that_is_not_there_is_told_with_those_that_are(run, mug, name):
    with pytest.raises(CommandError, match="Ours are generic, judgeme, loox"):
        run(row(), mapping=name)


def test_a_mapping_of_ones_own_reads_dates_and_columns_as_it_says(run, mug, tmp_path):
    (tmp_path / "ours.toml").write_text(
        '[options]\nformat = "csv"\nlanguage = "de"\ndate_format = "%d/%m/%Y"\n[fields]\nsku = "Artikel"\n'
        'stars = "Note"\ntext = ["Kommentar", "Text"]\ndate = "Am"\n[only]\nfrei = ["ja"]\n'
    )
    data = "Artikel;Note;Text;Am;frei\nMUG-1;5;Schöner Becher;31/03/2024;ja\nMUG-1;1;Nein;31/03/2024;nein\n"
    assert "1 created, 0 known, 1 refused" in run(data.encode(), mapping=str(tmp_path / "ours.toml"))
    review = Review.objects.get()
    assert (review.text, review.language, review.created_at.date().isoformat()) == (
        "Schöner Becher",
        "de",
        "2024-03-31",
    )


def test_a_date_for_all_stands_in_for_missing_ones_and_unix_time_is_read(run, mug, tmp_path):
    (tmp_path / "ours.toml").write_text(
        '[options]\nformat = "json"\ndate = "2018-01-01"\ndate_format = "unix"\n'
        '[fields]\nsku = "k"\nstars = "s"\ndate = "t"\n'
    )
    lines = [{"k": "MUG-1", "s": 5}, {"k": "MUG-1", "s": 4, "t": 1304380800}, {"k": "MUG-1", "s": 4, "t": 10**20}]
    data = "\n".join(map(json.dumps, lines)).encode()
    assert "2 created, 0 known, 1 refused" in run(data, name="r.jsonl", mapping=str(tmp_path / "ours.toml"))
    days = sorted(review.created_at.date().isoformat() for review in Review.objects.all())
    assert days == ["2011-05-03", "2018-01-01"]


@pytest.mark.parametrize("source", ["", "  ", "x" * 61])
def test_readers_are_told_where_reviews_come_from(run, mug, source):
    with pytest.raises(CommandError, match="where the reviews come from"):
        run(row(), source=source)


def test_a_file_that_is_not_there_is_told(mug):
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_reviews", "/nowhere/reviews.csv", source="Old Shop")


def test_two_imports_at_once_write_no_review_twice(run, mug, monkeypatch):
    def taken(**batch: object) -> int:
        raise IntegrityError("one_review_per_source_key")

    monkeypatch.setattr(imports, "write_reviews", taken)
    with pytest.raises(CommandError, match="Another import of this source is running"):
        run(row())


def test_a_review_of_today_is_no_review_of_the_future(run, mug):
    assert "1 created" in run(row(date=(timezone.now() - timedelta(seconds=1)).isoformat()))


def test_the_window_is_the_most_helpful_and_the_first_for_and_against(run, mug):
    kinds = [(5, 9), (4, 8), (5, 7), (5, 6), (1, 0), (2, 1), (5, 0)]
    run(*[row(number, stars=stars, helpful=helpful) for number, (stars, helpful) in enumerate(kinds)])
    other = make_product("Jug")
    Review.objects.filter(source_key="r3").update(product=other)
    refresh_summary(product_id=mug.pk, at=timezone.now())
    refresh_summary(product_id=other.pk, at=timezone.now())
    window = [review.source_key for review in Review.objects.in_the_window(mug, 2)]
    assert window == ["r0", "r1", "r5"]
    hidden = Review.objects.filter(source_key="r5")
    hidden.update(state="hidden")
    refresh_summary(product_id=mug.pk, at=timezone.now())
    assert [review.source_key for review in Review.objects.in_the_window(mug, 2)] == ["r0", "r1", "r4"]


def test_a_text_that_names_its_own_source_is_not_held_however_that_is_spelled(run, mug, settings):
    settings.SHOP_NAME = "E-Bay"
    assert "1 created" in run(row(text="Walmart was quick."), source="Wal-Mart US")
    run(row(2, text="Better than eBay."), source="Old Shop")
    run(row(3, text="Better than Amazon."), source="Wal-Mart US")
    assert list(Review.objects.order_by("source_key").values_list("state", flat=True)) == [
        "published",
        "published",
        "pending",
    ]
