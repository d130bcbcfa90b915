"""Home, category, search and product pages: what they show, what they refuse, what they ask of the database."""

import json
import re

import pytest

from core.money import Money
from shop.actions.catalog import record_edit, retire_product
from shop.actions.prices import set_price
from shop.actions.search import index_products
from shop.models import Attribute, Product, ProductAttribute
from shop.search import backend
from tests.cast import ada, make_category, make_delivery, make_product, make_variant, stan

pytestmark = pytest.mark.django_db


@pytest.fixture
def mug():
    make_delivery()
    return make_product("Stoneware mug", price=1290, description="Thrown by hand <script>alert(1)</script>")


@pytest.mark.parametrize(
    "query",
    [
        "page=-1",
        "page=x",
        "page=0",
        "page=99999999999",
        "page=2",
        "sort=evil",
        "view=evil",
        "min=abc",
        "max=-1",
        "min=1e400",
        "rating=9",
        "rating=x",
        "stock=2",
        "page=１",
        "min=NaN",
    ],
)
def test_a_listing_that_makes_no_sense_is_refused(client, mug, query):
    for path in ("/c/mugs/", "/search/"):
        assert client.get(f"{path}?q=mug&{query}").status_code in (400, 404)


def test_a_filter_that_fits_nothing_shows_a_way_on(client, mug):
    page = client.get("/c/mugs/?brand=nobody").content.decode()
    assert "Nothing fits all of that." in page


@pytest.mark.parametrize(
    "path", ["/", "/c/mugs/", "/search/?q=mug", "/search/", "/help/", "/recent/", "/orders/lookup/"]
)
def test_a_page_opens_with_few_questions(client, mug, path, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        assert client.get(path).status_code == 200


def test_a_second_look_at_a_product_asks_one_question(client, mug, django_assert_num_queries):
    client.get(mug.get_absolute_url())
    with django_assert_num_queries(1):
        client.get(mug.get_absolute_url())


def test_a_price_change_is_seen_at_once(client, mug):
    assert "€12.90" in client.get(mug.get_absolute_url()).content.decode()
    set_price(variant=mug.variants.get(), price=Money(990), announce=True, reference="staff", by=None)
    page = client.get(mug.get_absolute_url()).content.decode()
    assert "€9.90" in page
    assert "before" in page


def test_markup_in_texts_stays_text(client, mug):
    page = client.get(mug.get_absolute_url()).content.decode()
    assert "<script>alert" not in page
    data = [json.loads(found) for found in re.findall(r'ld\+json">(.*?)</script>', page)]
    assert {block["@type"] for block in data} == {"Product", "BreadcrumbList"}


def test_a_search_finds_by_word_and_by_code(client, mug):
    for text in ("mug", "MUGS", "stoneware", mug.variants.get().sku):
        assert mug.title in client.get("/search/", {"q": text}).content.decode()


@pytest.mark.parametrize(
    "text", ["a" * 10_000, "שלום 🎁 مرحبا", "'; DROP TABLE x; --", '" OR *', "%_\\", "AND OR NOT (", "​"]
)
def test_any_text_can_be_searched_for(client, mug, text):
    assert client.get("/search/", {"q": text}).status_code == 200
    assert client.get("/search/suggestions/", {"q": text}).status_code == 200


def test_a_nul_byte_is_refused(client, mug):
    assert client.get("/search/", {"q": "a\0b"}).status_code == 400
    assert client.get("/p/a%00b/").status_code in (400, 404)


def test_a_wrong_host_is_refused(client, mug):
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400


def test_a_draft_is_for_staff_and_a_retired_product_keeps_its_page(client, mug):
    draft = make_product("Secret mug", publish=False)
    assert client.get(draft.get_absolute_url()).status_code == 404
    retire_product(product=mug)
    page = client.get(mug.get_absolute_url()).content.decode()
    assert "We do not sell this any more." in page
    assert "Add to basket" not in page
    client.force_login(stan())
    assert client.get(draft.get_absolute_url()).status_code == 200


def test_an_old_slug_leads_to_the_new_one_for_good(client, mug):
    old = mug.slug
    Product.objects.filter(pk=mug.pk).update(slug="new-mug")
    mug.refresh_from_db()
    record_edit(product=mug, former_slug=old)
    answer = client.get(f"/p/{old}/")
    assert (answer.status_code, answer.url) == (301, "/p/new-mug/")


def test_a_variant_is_chosen_by_its_address(client, mug):
    Product.objects.filter(pk=mug.pk).update(option_names=["Color"])
    make_variant(mug, sku="MUG-BLUE", price=1490, options={"Color": "Blue"})
    record_edit(product=mug)
    assert "€14.90" in client.get(f"{mug.get_absolute_url()}?variant=MUG-BLUE").content.decode()
    assert client.get(f"{mug.get_absolute_url()}?variant=NOPE").status_code == 404


def test_filters_count_what_they_leave(client, mug):
    color = Attribute.objects.create(key="color", label="Color")
    for number, value in enumerate(["Blue", "Blue", "Green"]):
        product = make_product(f"Mug {number}", category=mug.category)
        ProductAttribute.objects.create(product=product, attribute=color, value=value)
    type(mug.category).objects.filter(pk=mug.category_id).update(facets=["color"])
    page = client.get("/c/mugs/").content.decode()
    assert re.search(r'value="Blue".*?<span class="quiet">2</span>', page, re.DOTALL)
    narrowed = client.get("/c/mugs/", {"a.color": "Green"}).content.decode()
    assert "Mug 2" in narrowed
    assert "Mug 1" not in narrowed
    assert "noindex" in narrowed


def test_no_page_is_kept_with_somebodys_name_or_basket(client, mug):
    client.force_login(ada())
    client.post("/basket/lines/", {"sku": mug.variants.get().sku, "quantity": "7"})
    mine = client.get(mug.get_absolute_url()).content.decode()
    assert 'data-count="7"' in mine
    client.logout()
    client.cookies.clear()
    stranger = client.get(mug.get_absolute_url()).content.decode()
    assert 'data-count="0"' in stranger
    assert "Sign in" in stranger


def test_two_visitors_have_two_form_tokens(client, mug):
    tokens = set()
    for _visit in range(2):
        client.cookies.clear()
        page = client.get(mug.get_absolute_url()).content.decode()
        tokens.add(re.search(r'csrfmiddlewaretoken" value="(\w+)"', page)[1])
    assert len(tokens) == 2


def test_search_engines_are_told_what_is_there(client, mug):
    assert "Sitemap:" in client.get("/robots.txt").content.decode()
    assert "sitemap-products.xml" in client.get("/sitemap.xml").content.decode()
    assert mug.get_absolute_url() in client.get("/sitemap-products.xml").content.decode()


def test_a_sold_out_product_says_so_and_a_category_shows_children(client):
    make_delivery()
    kitchen = make_category("Kitchen")
    pans = make_category("Pans", parent=kitchen)
    product = make_product("Pan", stock=0, category=pans)
    assert "Sold out" in client.get(product.get_absolute_url()).content.decode()
    assert "Pan" in client.get("/c/kitchen/").content.decode()
    assert client.get("/c/nothing/").status_code == 404


def test_many_products_are_indexed_in_batches(client, monkeypatch):
    products = [make_product(f"Teapot {number}") for number in range(5)]
    backend().clear()
    monkeypatch.setattr("shop.actions.search.BATCH", 2)
    index_products([product.pk for product in products])
    assert len(backend().search("teapot").ids) == 5
