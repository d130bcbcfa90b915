"""The catalog for partners."""

import pytest

from tests.cast import make_product

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
