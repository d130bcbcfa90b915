"""The feed of products: what shopping sites require, whatever stands in it, served whole or from where it broke off."""

import gzip
import json
from datetime import timedelta
from io import BytesIO
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core import feeds
from core.actions.feeds import publish_feed
from core.feeds import current_edition, offset_after
from core.money import Money
from shop.actions import product_feeds
from shop.actions.catalog import record_edit, retire_product
from shop.actions.prices import set_price
from shop.actions.product_feeds import build_product_feed, refresh_product_feed
from shop.actions.sell_ahead import announce_stock
from shop.actions.stock import correct_stock, receive_stock
from shop.models import Brand, Picture, Product, StockRecord, Variant
from shop.tasks.feeds import refresh_feed
from tests.cast import ada, bought_gift_card, make_location, make_price_list, make_product, make_variant

pytestmark = pytest.mark.django_db
G = "{http://base.google.com/ns/1.0}"
REQUIRED = {"id", "title", "description", "link", "image_link", "availability", "price"}


def now():
    return timezone.now()


def body(response):
    return b"".join(response.streaming_content)


def read(client, path="/feeds/products.xml"):
    return ElementTree.fromstring(body(client.get(path)))


def items(client):
    """Each item as names and values; what stands there several times is a list."""
    found = []
    for item in read(client).iter("item"):
        values = {}
        for child in item:
            values.setdefault(child.tag.removeprefix(G), []).append(child.text)
        found.append({name: texts[0] if len(texts) == 1 else texts for name, texts in values.items()})
    return found


def only(client):
    [item] = items(client)
    return item


def lines(client, query=""):
    return [json.loads(line) for line in body(client.get(f"/feeds/products.jsonl{query}")).splitlines()]


def with_pictures(product, *names):
    for place, name in enumerate(names):
        Picture.objects.create(product=product, file=name, alt="it", position=place, state=Picture.State.READY)
    return product


def test_an_item_has_what_is_required_and_all_we_know(client):
    product = with_pictures(make_product("Stoneware mug", price=1290), "pictures/a.jpg", "pictures/b.jpg")
    brand = Brand.objects.create(name="Kiln & Sons", slug="kiln")
    Product.objects.update(brand=brand, description="Keeps warm.", part_number="K-7", weight_g=350)
    variant = product.variants.get()
    Variant.objects.update(gtin="4006381333931", content_amount=500, content_unit="g")
    build_product_feed(at=now())
    item = only(client)
    assert item.keys() >= REQUIRED
    assert item == {
        "id": variant.sku,
        "title": "Stoneware mug",
        "description": "Keeps warm.",
        "link": f"http://testserver{product.get_absolute_url()}?sku={variant.sku}".replace(
            "http://testserver", item["link"].split("/p/")[0]
        ),
        "image_link": item["image_link"],
        "additional_image_link": item["additional_image_link"],
        "availability": "in_stock",
        "price": "12.90 EUR",
        "brand": "Kiln & Sons",
        "gtin": "4006381333931",
        "mpn": "K-7",
        "condition": "new",
        "product_type": "Mugs",
        "shipping_weight": "350 g",
        "unit_pricing_measure": "500 g",
        "unit_pricing_base_measure": "1 kg",
    }
    assert item["image_link"].startswith("http") and item["image_link"].endswith("pictures/a.jpg")
    assert item["additional_image_link"].endswith("pictures/b.jpg")


def test_its_link_leads_to_the_variant(client):
    make_product()
    build_product_feed(at=now())
    address = only(client)["link"]
    assert client.get("/" + address.split("/", 3)[3]).status_code == 200


def test_whatever_stands_in_a_text_the_file_is_well_formed(client):
    make_product()
    Product.objects.update(
        title='Mug ]]> <b>&amp;"', description="\x0b]]>\ufffe <script>alert(1)</script> \x1f\u2028end"
    )
    build_product_feed(at=now())
    item = only(client)
    assert item["title"] == 'Mug ]]> <b>&amp;"'
    assert item["description"] == "]]> <script>alert(1)</script> \u2028end"
    assert lines(client)[0]["title"] == item["title"]


def test_a_reduced_price_stands_beside_the_price_before(client):
    product = make_product(price=2000)
    set_price(variant=product.variants.get(), price=Money(1590), announce=True, reference="sale", by=None)
    build_product_feed(at=now())
    assert (only(client)["price"], only(client)["sale_price"]) == ("20.00 EUR", "15.90 EUR")
    assert product.slug in only(client)["link"]


def test_prices_of_members_and_groups_stay_out(client):
    product = make_product(price=2000)
    make_price_list("Members", "members", {product: 1500})
    build_product_feed(at=now())
    assert only(client)["price"] == "20.00 EUR" and "sale_price" not in only(client)


@pytest.mark.parametrize(("currency", "words"), [("JPY", "1290 JPY"), ("KWD", "1.290 KWD"), ("EUR", "12.90 EUR")])
def test_amounts_have_the_decimals_of_the_currency(client, settings, currency, words):
    settings.SHOP_CURRENCY = currency
    make_product(price=1290)
    build_product_feed(at=now())
    assert only(client)["price"] == words


def test_what_is_not_here_is_out_of_stock_or_comes_on_a_day(client):
    product = make_product(stock=1)
    record = StockRecord.objects.get()
    correct_stock(record=record, on_hand=0, reason="broken", by=None)
    build_product_feed(at=now())
    assert only(client)["availability"] == "out_of_stock"
    day = timezone.localdate() + timedelta(days=9)
    announce_stock(record=StockRecord.objects.get(), units=5, expected_on=day, at=now())
    build_product_feed(at=now())
    assert (only(client)["availability"], only(client)["availability_date"]) == ("backorder", f"{day}T00:00Z")
    Product.objects.filter(pk=product.pk).update(released_on=day)
    build_product_feed(at=now())
    assert only(client)["availability"] == "preorder"


def test_variants_of_a_product_are_a_group_with_colors_and_sizes(client):
    product = make_product("Shirt")
    Variant.objects.update(options={"Color": "Blue", "Size": "L"})
    make_variant(product, sku="SHIRT-RED", options={"Farbe": "Rot", "Größe": "M"})
    build_product_feed(at=now())
    blue, red = items(client)
    assert blue["item_group_id"] == red["item_group_id"] == product.slug
    assert (blue["color"], blue["size"], red["color"], red["size"]) == ("Blue", "L", "Rot", "M")
    assert blue["identifier_exists"] == "no" and "Blue" in blue["title"]


def test_ids_that_are_too_long_stay_apart(client):
    long = "A" * 59
    product = make_product()
    Variant.objects.update(sku=f"{long}1")
    make_variant(product, sku=f"{long}2")
    build_product_feed(at=now())
    first, second = (item["id"] for item in items(client))
    assert first != second and len(first) == len(second) == 50


def test_drafts_retired_products_variants_off_sale_and_gift_cards_stay_out(client, provider):
    shown, draft, retired = make_product("Shown"), make_product("Draft"), make_product("Retired")
    Product.objects.filter(pk=draft.pk).update(state=Product.State.DRAFT)
    retire_product(product=retired)
    make_variant(shown, sku="OFF", is_active=False)
    bought_gift_card(provider)
    Product.objects.filter(slug="gift-card").update(state=Product.State.PUBLISHED)
    build_product_feed(at=now())
    assert [item["title"] for item in items(client)] == ["Shown"]
    assert [line["title"] for line in lines(client)] == ["Shown"]


def test_drawings_are_no_pictures_for_shopping_sites(client):
    with_pictures(make_product(), "pictures/a.svg")
    build_product_feed(at=now())
    assert "image_link" not in only(client)


def test_lines_go_on_behind_a_cursor(client, monkeypatch):
    monkeypatch.setattr(product_feeds, "BATCH", 7)
    for number in range(40):
        make_product(f"Mug {number}")
    build_product_feed(at=now())
    every = lines(client)
    assert [line["cursor"] for line in every] == sorted(line["cursor"] for line in every) and len(every) == 40
    for place in range(40):
        assert lines(client, f"?after={every[place]['cursor']}") == every[place + 1 :]
    assert lines(client, f"?after={'0' * 12}") == every
    assert lines(client, f"?after={'9' * 12}") == []
    for wrong in ("7", "x" * 12, "-00000000001", "0" * 13):
        assert client.get(f"/feeds/products.jsonl?after={wrong}").status_code == 400


def test_a_cursor_holds_in_the_next_edition_too(client):
    first, second = make_product("First"), make_product("Second")
    build_product_feed(at=now())
    cursor = lines(client)[0]["cursor"]
    retire_product(product=first)
    make_product("Third")
    build_product_feed(at=now())
    assert [line["title"] for line in lines(client, f"?after={cursor}")] == [second.title, "Third"]


@pytest.mark.parametrize("sizes", [(1, 2, 3), (9000, 1, 20_000, 5), (5000,) * 9])
def test_lines_of_any_length_are_found(sizes):
    text = "".join(feeds.line_of(place, {"x": "y" * size}) + "\n" for place, size in enumerate(sizes, 1)).encode()
    starts = [0, *(place + 1 for place, byte in enumerate(text) if byte == 10)]
    for place in range(len(sizes) + 1):
        assert offset_after(BytesIO(text), feeds.cursor_of(place)) == starts[place]


def test_it_is_asked_for_again_for_nothing(client):
    make_product()
    build_product_feed(at=now())
    first = client.get("/feeds/products.xml")
    assert client.get("/feeds/products.xml", headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert client.get("/feeds/products.xml", headers={"If-Modified-Since": first["Last-Modified"]}).status_code == 304
    build_product_feed(at=now() + timedelta(minutes=1))
    again = client.get("/feeds/products.xml", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200 and again["ETag"] != first["ETag"]


def test_it_comes_packed_to_who_takes_that(client):
    make_product()
    build_product_feed(at=now())
    plain = client.get("/feeds/products.xml")
    packed = client.get("/feeds/products.xml", headers={"Accept-Encoding": "gzip, br"})
    assert packed["Content-Encoding"] == "gzip" and "Content-Encoding" not in plain
    assert gzip.decompress(body(packed)) == body(plain)
    assert packed["ETag"] != plain["ETag"] and "Accept-Encoding" in plain["Vary"]
    assert plain["Content-Type"].startswith("application/xml")


def test_a_download_that_broke_off_goes_on_where_it_was(client):
    for number in range(5):
        make_product(f"Mug {number}")
    build_product_feed(at=now())
    whole = client.get("/feeds/products.xml")
    text = body(whole)
    size = len(text)
    for header, start, end in (("bytes=100-", 100, size), ("bytes=0-9", 0, 10), ("bytes=-20", size - 20, size)):
        part = client.get("/feeds/products.xml", headers={"Range": header, "If-Range": whole["ETag"]})
        assert (part.status_code, body(part)) == (206, text[start:end])
        assert part["Content-Range"] == f"bytes {start}-{end - 1}/{size}" and int(part["Content-Length"]) == end - start
    assert client.get("/feeds/products.xml", headers={"Range": f"bytes={size}-"}).status_code == 416
    other = client.get("/feeds/products.xml", headers={"Range": "bytes=100-", "If-Range": '"other"'})
    assert (other.status_code, body(other)) == (200, text)
    for odd in ("bytes=" + "9" * 5000 + "-", "bytes=-" + "9" * 5000, "bytes=١-", "bytes=-"):
        assert client.get("/feeds/products.xml", headers={"Range": odd}).status_code == 200


@pytest.mark.parametrize(
    ("accepted", "is_packed"),
    [
        ("gzip", True),
        ("br, GZIP;q=0.5", True),
        ("gzip;q=0", False),
        ("gzip; q=0.0, identity", False),
        ("x-gzip", False),
    ],
)
def test_a_feed_is_packed_for_who_wants_it(client, accepted, is_packed):
    make_product()
    build_product_feed(at=now())
    answer = client.get("/feeds/products.xml", headers={"Accept-Encoding": accepted})
    assert ("Content-Encoding" in answer) == is_packed


def test_before_the_first_edition_readers_are_asked_to_come_back(client):
    answer = client.get("/feeds/products.xml")
    assert answer.status_code == 503 and int(answer["Retry-After"]) > 0
    assert client.post("/feeds/products.xml").status_code == 405


def test_what_breaks_while_it_is_written_leaves_the_edition_before(client, monkeypatch):
    make_product("Mug")
    build_product_feed(at=now())
    before = body(client.get("/feeds/products.xml"))

    def rows():
        yield "<item/>", "{}"
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError):
        publish_feed(feed="products", mark="x", at=now() + timedelta(hours=1), head="<rss>", foot="</rss>", rows=rows())
    assert body(client.get("/feeds/products.xml")) == before
    assert len(list(feeds.folder().iterdir())) == 5


def test_two_editions_are_kept(client):
    make_product()
    for hour in range(4):
        build_product_feed(at=now() + timedelta(hours=hour))
    assert len(list(feeds.folder().iterdir())) == 1 + 2 * 4


def test_it_is_built_anew_when_something_changed_and_once_a_day(client):
    product = make_product(price=1290, stock=3)
    assert refresh_product_feed(at=now())
    assert refresh_product_feed(at=now()) is None
    variant = product.variants.get()
    set_price(variant=variant, price=Money(1390), reference="new", by=None)
    assert refresh_product_feed(at=now()) and only(client)["price"] == "13.90 EUR"
    Product.objects.filter(pk=product.pk).update(title="Cup")
    record_edit(product=product)
    assert refresh_product_feed(at=now()) and only(client)["title"] == "Cup"
    receive_stock(variant=variant, location=make_location(), quantity=1, reference="lorry", by=None)
    assert refresh_product_feed(at=now())
    assert refresh_product_feed(at=now()) is None
    assert refresh_product_feed(at=now() + timedelta(hours=24))


def test_the_job_builds_it(client):
    make_product()
    refresh_feed()
    assert current_edition("products").rows == 1 and len(items(client)) == 1


def test_queries_grow_with_batches_and_not_with_what_is_in_them(monkeypatch):
    def queries(most):
        monkeypatch.setattr(product_feeds, "BATCH", most)
        with CaptureQueriesContext(connection) as asked:
            build_product_feed(at=now())
        return len(asked)

    for number in range(3):
        with_pictures(make_product(f"Mug {number}"), "pictures/a.jpg")
    few = queries(500)
    for number in range(9):
        with_pictures(make_product(f"Cup {number}"), "pictures/a.jpg")
    assert queries(500) == few
    assert queries(6) > few


def test_nothing_of_whoever_asks_changes_it(client):
    make_product()
    build_product_feed(at=now())
    before = client.get("/feeds/products.xml")
    client.force_login(ada())
    assert body(client.get("/feeds/products.xml")) == body(before)
    assert "Cookie" not in before["Vary"] and "public" in before["Cache-Control"]
