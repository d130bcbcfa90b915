"""The catalog for partners."""

from urllib.parse import quote

import pytest

from shop.models import Location
from tests.cast import make_location, make_product, pia

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
