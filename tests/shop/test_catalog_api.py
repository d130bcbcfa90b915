"""The catalog for partners."""

from urllib.parse import quote

import pytest

from shop.actions.catalog import gift_card_variant
from shop.models import Brand, Location, PriceChange, Product, StockRecord, Variant
from tests.cast import ada, make_location, make_product, make_variant, pia

pytestmark = pytest.mark.django_db


def test_products_are_listed_and_read_by_slug(client):
    product = make_product("Stoneware mug", price=1290)
    make_product("Secret", publish=False)
    listed = client.get("/api/v1/products/").json()["results"]
    assert [row["title"] for row in listed] == ["Stoneware mug"]
    one = client.get(f"/api/v1/products/{product.slug}/").json()
    assert one["variants"][0]["price"] == 1290
    assert client.get("/api/v1/products/nope/").status_code == 404


def test_nobody_writes_here(client):
    product = make_product()
    for method in (client.post, client.put, client.patch, client.delete):
        assert method(f"/api/v1/products/{product.slug}/", content_type="application/json").status_code in (401, 405)


def test_the_schema_and_its_page_are_served(client):
    assert client.get("/api/v1/schema/").status_code == 200
    assert client.get("/api/v1/docs/").status_code == 200


@pytest.mark.parametrize("sku", ["AB/12", "A?b#c%2F", "Größe 42", "/x/"])
def test_a_sku_of_any_signs_has_its_address(sku):
    make_product()
    make_location()
    api = pia("products:write", "prices:write", "stock:read", "stock:write", "baskets:write")
    body = {"title": "Odd", "category": "mugs", "variants": [{"sku": sku, "price": 500}]}
    slug = api.send("POST", "/products/", body).json()["slug"]
    assert api.send("POST", f"/products/{slug}/publication/", {}).status_code == 201
    path = quote(sku, safe="")
    assert api.get(f"/api/v1/variants/{path}/").json()["sku"] == sku
    assert api.send("PUT", f"/prices/{path}/", {"list_price": 700}).json()["list_price"] == 700
    place = f"/stock/{path}/{Location.objects.get().code}/"
    assert api.send("PUT", place, {"on_hand": 7}).json()["on_hand"] == 7
    basket = api.send("POST", "/baskets/").json()["id"]
    assert api.send("PUT", f"/baskets/{basket}/lines/{path}/", {"quantity": 2}).status_code == 200


def listed(api, path, field):
    return [row[field] for row in api.get(f"/api/v1/{path}/").json()["results"]]


def test_brands_are_known_once_something_of_theirs_has_a_page(client, django_assert_num_queries):
    make_product("Mug")
    secret = make_product("Secret", publish=False)
    secret.brand = Brand.objects.create(name="Not yet", slug="not-yet")
    secret.save()
    app, partner = pia("memberships:read", customer=ada()), pia("products:read")
    for somebody in (client, app):
        assert listed(somebody, "brands", "slug") == ["hearth-hand"]
        assert somebody.get("/api/v1/brands/not-yet/").status_code == 404
    assert listed(partner, "brands", "slug") == ["hearth-hand", "not-yet"]
    assert partner.get("/api/v1/brands/not-yet/").status_code == 200
    with django_assert_num_queries(1):
        client.get("/api/v1/brands/")


def test_variants_that_are_not_on_sale_are_seen_by_partners_alone(client):
    product = make_product("Mug")
    sold = product.variants.get().sku
    make_variant(product, sku="SOON", price=100, options={"Color": "Blue"}, is_active=False)
    app, partner, stranger = pia("orders:read", customer=ada()), pia("products:read"), pia("stock:read")
    for somebody in (client, app, stranger):
        assert listed(somebody, "variants", "sku") == [sold]
        assert somebody.get("/api/v1/variants/SOON/").status_code == 404
    assert set(listed(partner, "variants", "sku")) == {sold, "SOON"}
    assert partner.get("/api/v1/variants/SOON/").json()["is_active"] is False


@pytest.mark.parametrize(("known", "again"), [("4006381333931", "04006381333931"), ("04006381333931", "4006381333931")])
def test_a_gtin_is_one_variants_however_many_zeros_stand_in_front(client, known, again):
    make_product()
    api = pia("products:write", "products:read")
    body = {"title": "Cup", "category": "mugs", "variants": [{"sku": "CUP", "price": 500, "gtin": known}]}
    assert api.send("POST", "/products/", body).status_code == 201
    refused = api.send("POST", "/products/", body | {"variants": [{"sku": "BOWL", "price": 500, "gtin": again}]})
    assert (refused.status_code, refused.json()["code"]) == (409, "sku_taken")
    for gtin in (known, again):
        assert [row["sku"] for row in api.get(f"/api/v1/variants/?gtin={gtin}").json()["results"]] == ["CUP"]


def test_a_gtin_is_there_once_in_a_call():
    make_product()
    colors = [("Red", "4006381333931"), ("Blue", "04006381333931")]
    variants = [{"sku": color, "price": 5, "gtin": gtin, "options": {"Color": color}} for color, gtin in colors]
    body = {"title": "Cup", "category": "mugs", "variants": variants}
    assert pia("products:write").send("POST", "/products/", body).json()["code"] == "sku_taken"


@pytest.mark.parametrize(
    ("first", "second", "status"),
    [
        ({}, {}, 409),
        ({"Color": "Blue", "Size": "L"}, {"Size": "L", "Color": "Blue"}, 409),
        ({"Color": "Blue"}, {"Color": "Red"}, 201),
        ({"Color": "Blue"}, {}, 201),
    ],
)
def test_variants_of_a_product_can_be_told_apart(first, second, status):
    make_product()
    variants = [{"sku": "A", "price": 500, "options": first}, {"sku": "B", "price": 500, "options": second}]
    body = {"title": "Cup", "category": "mugs", "variants": variants}
    answer = pia("products:write", "products:read").send("POST", "/products/", body)
    assert (answer.status_code, answer.json().get("code")) == (status, "variants_alike" if status == 409 else None)


def test_the_product_of_gift_cards_is_in_no_door(client):
    make_product()
    place, variant = make_location(), gift_card_variant()
    api = pia("products:read", "products:write", "prices:read", "prices:write", "stock:read", "stock:write")
    product, path, shelf = f"/products/{variant.product.slug}/", f"/prices/{variant.sku}/", f"/stock/{variant.sku}/"
    for method, address, body in (
        ("GET", product, None),
        ("PATCH", product, {"title": "Cheap"}),
        ("POST", f"{product}publication/", {}),
        ("POST", f"{product}retirement/", {}),
        ("GET", f"/variants/{variant.sku}/", None),
        ("GET", path, None),
        ("PUT", path, {"list_price": 2}),
        ("PUT", f"{shelf}{place.code}/", {"on_hand": 5}),
        ("GET", f"{shelf}{place.code}/", None),
    ):
        assert api.send(method, address, body).status_code == 404, (method, address)
    priced = api.send("POST", "/price-batches/", {"rows": [{"sku": variant.sku, "list_price": 2}]}).json()
    counted = {"sku": variant.sku, "location": place.code, "on_hand": 5}
    counted = api.send("POST", "/stock-batches/", {"rows": [counted]}).json()
    assert [row["code"] for answer in (priced, counted) for row in answer["results"]] == ["unknown_sku"] * 2
    assert variant.sku not in listed(api, "variants", "sku") + listed(api, "prices", "sku") + listed(
        api, "stock", "sku"
    )
    assert variant.product.slug not in listed(api, "products", "slug")
    variant.refresh_from_db()
    assert (variant.product.title, variant.product.state, variant.price.minor) == ("Gift card", "draft", 1)
    assert not StockRecord.objects.filter(variant=variant).exists()
    assert not PriceChange.objects.filter(variant=variant).exists()


def test_no_partner_makes_the_product_of_gift_cards():
    make_product()
    api = pia("products:read", "products:write")
    body = {"title": "Gift card", "category": "mugs", "variants": [{"sku": "GIFT-CARD", "price": 1}]}
    refused = api.send("POST", "/products/", body)
    assert (refused.status_code, refused.json()["code"]) == (409, "sku_reserved")
    made = api.send("POST", "/products/", body | {"variants": [{"sku": "A-CARD", "price": 500}]}).json()
    assert made["slug"] == "gift-card-2"
    Product.objects.filter(slug="gift-card-2").update(slug="gift-card")  # as it could be before
    assert gift_card_variant().product.slug == "gift-card-2"
    assert gift_card_variant() == Variant.objects.get(sku="GIFT-CARD")
    assert Product.objects.get(slug="gift-card").variants.get().sku == "A-CARD"


def test_products_are_chosen_by_whether_they_can_be_had(client):
    here, gone = make_product("Mug"), make_product("Bowl", stock=0)
    found = {
        word: [row["slug"] for row in client.get(f"/api/v1/products/?is_available={word}").json()["results"]]
        for word in ("true", "false")
    }
    assert found == {"true": [here.slug], "false": [gone.slug]}
    assert {client.get(f"/api/v1/products/?is_available={word}").status_code for word in ("True", "1", "x")} == {400}
