"""What the API takes and refuses before it looks at what is meant: headers, queries, bodies. Nothing is overlooked."""

import base64
import json

import pytest
from django.test import Client

from shop.models import Product, StockRecord, Variant
from tests.cast import make_location, make_product, pia
from tests.core.test_api_manners import problem

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("header", ["abc123", "'stale'", '"no end', "", "W/x", '"a" "b"', '*, "a"', '"a",'])
def test_an_if_match_that_is_no_tag_changes_nothing(header):
    product = make_product()
    response = pia("products:write").send("PATCH", f"/products/{product.slug}/", {"title": "Cup"}, If_Match=header)
    assert problem(response)["errors"][0]["field"] == "If-Match"
    assert not Product.objects.filter(title="Cup").exists()


@pytest.mark.parametrize("header", ["*", '"x"', 'W/","'])
def test_what_is_not_there_yet_matches_nothing(header):
    make_product(stock=0)
    place, sku = make_location(), Variant.objects.get().sku
    api = pia("stock:write")
    response = api.send("PUT", f"/stock/{sku}/{place.code}/", {"on_hand": 3}, If_Match=header)
    assert (response.status_code, StockRecord.objects.count()) == (412, 0)
    assert api.send("PUT", f"/stock/{sku}/{place.code}/", {"on_hand": 3}).status_code == 200
    assert api.send("PUT", f"/stock/{sku}/{place.code}/", {"on_hand": 4}, If_Match="*").status_code == 200


@pytest.mark.parametrize(
    "moment", ["2026-01-01T00:00:00+23:59", "2026-01-01T00:00:00-23:59", "0001-01-01T00:00:00+14:00"]
)
@pytest.mark.parametrize("sort", ["updated_at", "-updated_at"])
def test_a_made_up_cursor_may_name_any_offset(moment, sort):
    make_product()
    packed = base64.urlsafe_b64encode(json.dumps([sort, moment, 1]).encode()).decode().rstrip("=")
    assert Client().get(f"/api/v1/products/?sort={sort}&cursor={packed}").status_code in (200, 400)


def test_a_cursor_without_a_zone_is_none():
    make_product()
    packed = base64.urlsafe_b64encode(b'["updated_at", "2026-01-01T00:00:00", 1]').decode()
    assert problem(Client().get(f"/api/v1/products/?sort=updated_at&cursor={packed}"))["code"] == "invalid"


@pytest.mark.parametrize("sign", ["", "-"])
def test_a_number_of_four_hundred_digits_is_a_400(sign):
    make_product()
    body = f'{{"list_price": {sign}1{"0" * 400}}}'
    answer = pia("prices:write").generic(
        "PUT", f"/api/v1/prices/{Variant.objects.get().sku}/", body, "application/json"
    )
    assert problem(answer)["status"] == 400


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ('{"\\ud800": 1}', "surrogate"),
        ('{"title": "\\ud800"}', "surrogate"),
        ('{"title": "A", "title": "B"}', "twice"),
        ('{"\\u00e9": 1, "\\u00e9": 2}', "twice"),
    ],
)
def test_half_a_character_or_a_name_said_twice_is_no_json(body, words):
    product = make_product()
    answer = pia("products:write").generic("PATCH", f"/api/v1/products/{product.slug}/", body, "application/json")
    told = problem(answer)
    assert (told["code"], words in told["detail"]) == ("parse_error", True)
    whole = '{"title": "\\ud83d\\ude00 cup"}'
    answer = pia("products:write").generic("PATCH", f"/api/v1/products/{product.slug}/", whole, "application/json")
    assert answer.status_code == 200 and Product.objects.get().title == "😀 cup"


def test_a_parameter_is_said_once():
    told = problem(Client().get("/api/v1/products/?limit=2&limit=3"))
    assert [row["field"] for row in told["errors"]] == ["limit"]


def test_a_call_that_does_something_is_not_sent_on_to_an_address_with_a_slash():
    make_product()
    api = pia("baskets:write")
    assert problem(api.post("/api/v1/baskets", "{}", content_type="application/json"))["status"] == 404
    assert Client().get("/api/v1/products").status_code == 301
    assert Client().post("/basket/lines").status_code == 301


@pytest.mark.parametrize("accept", ["", "application/problem+json", "application/json", "text/html, */*;q=0.1"])
def test_whoever_reads_json_gets_it(accept):
    make_product()
    assert Client().get("/api/v1/products/", headers={"Accept": accept}).json()["results"]
    assert problem(Client().get("/api/v1/products/none/", headers={"Accept": accept}))["status"] == 404


def test_who_reads_something_else_is_told_and_there_is_no_other_format():
    assert problem(Client().get("/api/v1/products/", headers={"Accept": "text/html"}))["status"] == 406
    assert problem(Client().get("/api/v1/products/?format=xml"))["status"] == 400


ELSEWHERE = {"Origin": "https://front.example"}


def test_scripts_on_pages_of_others_may_call_and_read_what_comes_back():
    product = make_product()
    api = pia("orders:read")
    everybodys, missing, own = (
        Client().get(f"/api/v1/products/{product.slug}/", headers=ELSEWHERE),
        Client().get("/api/v1/products/none/", headers=ELSEWHERE),
        api.get("/api/v1/orders/", headers=ELSEWHERE),
    )
    refused = Client().get("/api/v1/orders/", headers=ELSEWHERE)
    assert [one.status_code for one in (everybodys, missing, own, refused)] == [200, 404, 200, 401]
    for answer in (everybodys, missing, own, refused):
        assert answer["Access-Control-Allow-Origin"] == "*" and "Access-Control-Allow-Credentials" not in answer
        assert "X-Request-Id" in answer["Access-Control-Expose-Headers"] and "origin" in answer["Vary"].lower()


@pytest.mark.parametrize("path", ["/api/v1/baskets/", "/identity/o/api/token", "/identity/o/api/revoke"])
def test_a_browser_that_asks_first_is_told_what_it_may_send(path):
    asks = ELSEWHERE | {"Access-Control-Request-Method": "POST"}
    answer = Client().options(path, headers=asks)
    assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (200, "*")
    assert {"authorization", "content-type", "idempotency-key", "if-match"} <= set(
        answer["Access-Control-Allow-Headers"].split(", ")
    )


@pytest.mark.parametrize("path", ["/", "/basket/", "/account/", "/identity/o/authorize", "/staff/login/"])
def test_pages_of_people_are_not_for_scripts_of_others(path):
    asks = ELSEWHERE | {"Access-Control-Request-Method": "POST"}
    for answer in (Client().options(path, headers=asks), Client().get(path, headers=ELSEWHERE)):
        assert "Access-Control-Allow-Origin" not in answer
