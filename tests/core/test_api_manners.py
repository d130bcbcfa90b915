"""What every call of the API may rely on: problems, pages, tags, remembered answers, limits, names of calls."""

import base64
import json
import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from rest_framework.exceptions import ValidationError

from accounts.actions.partners import ScopesBeyondReach, revoke_key, rotate_key
from accounts.models import ApiCall, Partner, PartnerEvent, PartnerKey
from core.actions.answers import begin_answer, give_up_answer, keep_answer
from core.api.fields import Prose, Text
from core.models import KeptAnswer
from core.money import Money
from shop.models import Brand, PriceChange, Product, StockRecord, Variant
from tests.cast import make_product, pia

pytestmark = pytest.mark.django_db


def problem(response) -> dict:
    assert response["Content-Type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == response.status_code
    assert body["request_id"] == response["X-Request-Id"]
    assert body["type"].endswith(f"/api/v1/problems/#{body['code']}")
    return body


def test_without_a_token_a_partners_resource_is_a_401_that_says_what_is_missing():
    response = Client().get("/api/v1/stock/")
    assert problem(response)["code"] == "not_authenticated"
    assert (response.status_code, response["WWW-Authenticate"]) == (401, 'Bearer realm="Regulars"')


@pytest.mark.parametrize("header", ["Bearer nonsense", "Bearer", "Basic abc", "Bearer a b", "Bearer \xff"])
def test_a_token_that_opens_nothing_is_a_401(header):
    response = Client(headers={"Authorization": header}).get("/api/v1/stock/")
    assert problem(response)["code"] == "authentication_failed"
    assert (response.status_code, "invalid_token" in response["WWW-Authenticate"]) == (401, True)


def test_a_key_without_the_scope_is_a_403_that_names_it():
    response = pia("prices:read").send("GET", "/stock/")
    assert problem(response)["code"] == "permission_denied"
    assert response.status_code == 403
    assert 'error="insufficient_scope", scope="stock:read"' in response["WWW-Authenticate"]


def test_an_unknown_address_an_unknown_row_and_another_method_are_told_apart():
    make_product()
    api = pia("stock:read")
    assert problem(api.send("GET", "/nonsense/"))["code"] == "not_found"
    assert problem(api.send("GET", "/products/nonsense/"))["code"] == "not_found"
    response = api.send("DELETE", "/stock/")
    assert (problem(response)["code"], response.status_code, response["Allow"]) == (
        "method_not_allowed",
        405,
        "GET, HEAD",
    )
    assert api.send("OPTIONS", "/stock/").status_code == 405


def test_fields_and_parameters_that_do_not_exist_are_errors():
    product = make_product()
    api = pia("products:write")
    response = api.send("PATCH", f"/products/{product.slug}/", {"titel": "x"})
    assert [row["field"] for row in problem(response)["errors"]] == ["titel"]
    response = api.send("PATCH", f"/products/{product.slug}/", {"title": 7})
    assert [(row["field"], row["code"]) for row in problem(response)["errors"]] == [("title", "invalid")]
    assert problem(api.send("GET", "/products/?colour=red"))["errors"][0]["field"] == "colour"
    assert problem(api.send("GET", "/products/?fields=slug,nonsense"))["errors"][0]["field"] == "fields"
    assert problem(api.send("GET", "/products/?sort=title"))["errors"][0]["field"] == "sort"
    assert problem(api.send("GET", "/products/?limit=0"))["errors"][0]["field"] == "limit"
    assert problem(api.send("GET", "/products/?cursor=nonsense"))["errors"][0]["field"] == "cursor"


@pytest.mark.parametrize("body", ["nonsense", "[" * 100_000, "NaN", '{"title": 1e400}', '{"title": "\\u0000"}', "7"])
def test_a_body_that_is_no_json_of_ours_is_a_400(body):
    product = make_product()
    response = pia("products:write").generic("PATCH", f"/api/v1/products/{product.slug}/", body, "application/json")
    assert problem(response)["status"] == 400


def test_another_media_type_is_a_415():
    product = make_product()
    response = pia("products:write").generic("PATCH", f"/api/v1/products/{product.slug}/", "a=b", "text/plain")
    assert problem(response)["code"] == "unsupported_media_type"


def test_pages_by_cursor_show_every_row_once_though_others_come_between():
    made = [make_product(f"Mug {number}") for number in range(7)]
    Product.objects.update(updated_at=timezone.now())  # all alike: the id breaks the tie
    for sort in ("-id", "id", "updated_at", "-updated_at"):
        seen, address = [], f"/api/v1/products/?limit=3&sort={sort}"
        while address:
            page = Client().get(address).json()
            seen += [row["slug"] for row in page["results"]]
            address = page["next"]
            make_product("Another") if sort == "-id" else None
        assert {product.slug for product in made} <= set(seen)
        assert len(seen) == len(set(seen))
        Product.objects.update(updated_at=timezone.now())


def test_only_the_fields_that_were_asked_for():
    product = make_product()
    row = Client().get(f"/api/v1/products/{product.slug}/?fields=slug,title").json()
    assert row == {"slug": product.slug, "title": product.title}
    rows = Client().get("/api/v1/products/?fields=slug").json()["results"]
    assert rows == [{"slug": product.slug}]


def test_an_answer_that_did_not_change_is_a_304():
    product = make_product()
    first = Client().get(f"/api/v1/products/{product.slug}/")
    again = Client().get(f"/api/v1/products/{product.slug}/", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]


def test_a_change_of_what_was_changed_meanwhile_is_a_412():
    product = make_product()
    api = pia("products:write", "products:read")
    tag = api.send("GET", f"/products/{product.slug}/")["ETag"]
    changed = api.send("PATCH", f"/products/{product.slug}/", {"title": "Cup"}, If_Match=tag)
    assert (changed.status_code, changed.json()["title"]) == (200, "Cup")
    late = api.send("PATCH", f"/products/{product.slug}/", {"title": "Bowl"}, If_Match=tag)
    assert (late.status_code, problem(late)["code"]) == (412, "changed_meanwhile")
    product.refresh_from_db()
    assert product.title == "Cup"
    assert api.send("PATCH", f"/products/{product.slug}/", {"title": "Jug"}, If_Match="*").status_code == 200


def test_a_brand_with_a_new_name_is_no_change_of_its_products():
    product = make_product()
    api = pia("products:read", "products:write")
    tag = api.get(f"/api/v1/products/{product.slug}/")["ETag"]
    Brand.objects.update(name="Hearth & Home")
    assert api.get(f"/api/v1/products/{product.slug}/")["ETag"] == tag  # kept for some minutes
    path = f"/products/{product.slug}/"
    assert api.send("PATCH", path, {"title": "Cup"}, If_Match=tag).status_code == 200
    assert api.send("PATCH", path, {"title": "Jug"}, If_Match=tag).status_code == 412


def batch(api, price=990, **headers):
    variant = Variant.objects.get()
    return api.send("POST", "/price-batches/", {"rows": [{"sku": variant.sku, "list_price": price}]}, **headers)


def test_a_call_sent_twice_with_a_key_is_done_once():
    make_product(price=1290)
    api = pia("prices:write")
    first, again = batch(api, Idempotency_Key="k1"), batch(api, Idempotency_Key="k1")
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()
    assert (first.json()["changed"], again["Idempotent-Replayed"]) == (1, "true")
    assert PriceChange.objects.filter(new_price=Money(990)).count() == 1
    other = batch(api, 980, Idempotency_Key="k1")
    assert (other.status_code, problem(other)["code"]) == (422, "key_reused")
    assert batch(pia("prices:write"), 980, Idempotency_Key="k1").json()["changed"] == 1  # another's key is another key


def test_a_kept_answer_is_forgotten_after_a_day():
    make_product(price=1290)
    api = pia("prices:write")
    batch(api, Idempotency_Key="k1")
    KeptAnswer.objects.update(began_at=timezone.now() - timedelta(hours=25))
    assert batch(api, 980, Idempotency_Key="k1").json()["changed"] == 1


def test_a_call_that_is_being_answered_is_a_409_until_it_must_have_died():
    make_product(price=1290)
    api = pia("prices:write")
    batch(api, Idempotency_Key="k1")
    KeptAnswer.objects.update(status=None)
    response = batch(api, Idempotency_Key="k1")
    assert (response.status_code, problem(response)["code"], response["Retry-After"]) == (409, "in_flight", "1")
    KeptAnswer.objects.update(began_at=timezone.now() - timedelta(seconds=61))
    assert batch(api, Idempotency_Key="k1").status_code == 200


def test_a_body_that_was_refused_leaves_its_key_free():
    make_product(price=1290)
    api = pia("prices:write")
    assert batch(api, -5, Idempotency_Key="k1").status_code == 400
    assert batch(api, 900, Idempotency_Key="k1").json()["changed"] == 1


def test_a_refusal_is_kept_like_any_answer():
    product = make_product(publish=False)
    product.variants.update(is_active=False)
    api = pia("products:write")
    told = []
    for _try in range(2):
        response = api.send("POST", f"/products/{product.slug}/publication/", Idempotency_Key="p1")
        assert (response.status_code, response.json()["code"]) == (409, "nothing_to_sell")
        told.append(response.json())
        product.variants.update(is_active=True)
    assert told[0] == told[1]  # to the name of the call that was refused
    assert api.send("POST", f"/products/{product.slug}/publication/", Idempotency_Key="p2").status_code == 201


def test_limits_are_those_of_the_plan_and_headers_say_what_is_left():
    api = pia("prices:read")
    Partner.objects.update(plan="starter")
    with time_machine.travel(timezone.now().replace(second=10), tick=False):
        left = [api.send("GET", "/prices/")["RateLimit-Remaining"] for _call in range(2)]
        assert left == ["119", "118"]
        for _call in range(118):
            api.send("GET", "/prices/")
        response = api.send("GET", "/prices/")
    assert (response.status_code, problem(response)["code"], response["Retry-After"]) == (429, "throttled", "50")
    assert (response["RateLimit-Limit"], response["RateLimit-Remaining"]) == ("120", "0")


def test_a_call_keeps_the_name_it_was_given():
    assert (
        Client().get("/api/v1/products/", headers={"X-Request-Id": "shop-4711-abc"})["X-Request-Id"] == "shop-4711-abc"
    )
    assert Client().get("/api/v1/products/", headers={"X-Request-Id": "<b>"})["X-Request-Id"].startswith("req_")


def test_a_rotated_key_goes_on_for_its_overlap_and_a_revoked_one_ends_at_once():
    api = pia("prices:read")
    now = timezone.now()
    new = rotate_key(key=api.key, by=None, at=now)
    assert new.key.scopes == ["prices:read"]
    assert api.send("GET", "/prices/").status_code == 200
    with time_machine.travel(now + timedelta(days=8)):
        api.key.client.token_set.update(expires_at=None)
        assert problem(api.send("GET", "/prices/"))["code"] == "authentication_failed"
    revoke_key(key=new.key, by=None, at=now)
    assert not PartnerKey.objects.valid(now).filter(pk=new.key.pk).exists()
    assert {event.what for event in PartnerEvent.objects.all()} == {"key issued", "key rotated", "key revoked"}


def test_a_partner_that_is_switched_off_is_nobody():
    api = pia("prices:read")
    Partner.objects.update(is_active=False)
    assert api.send("GET", "/prices/").status_code == 401


def test_the_last_use_of_a_key_is_known_to_the_minute():
    api = pia("prices:read")
    api.send("GET", "/prices/")
    first = PartnerKey.objects.get().last_used_at
    api.send("GET", "/prices/")
    assert first and PartnerKey.objects.get().last_used_at == first


def test_tokens_come_from_the_keys_secret():
    api = pia("prices:read", "stock:read")
    asked = {"grant_type": "client_credentials", "client_id": api.key.client_id, "client_secret": api.secret}
    given = Client().post("/identity/o/api/token", asked).json()
    assert given["token_type"] == "Bearer"
    client = Client(headers={"Authorization": f"Bearer {given['access_token']}"})
    assert client.get("/api/v1/stock/").status_code == 200
    less = Client().post("/identity/o/api/token", asked | {"scope": "prices:read"}).json()
    client = Client(headers={"Authorization": f"Bearer {less['access_token']}"})
    assert client.get("/api/v1/stock/").status_code == 403
    assert Client().post("/identity/o/api/token", asked | {"scope": "orders:write"}).json()["error"] == "invalid_scope"
    assert Client().post("/identity/o/api/token", asked | {"client_secret": "wrong"}).status_code == 401


def test_counts_of_a_batch_are_told_row_by_row():
    product = make_product(stock=10)
    record = StockRecord.objects.get()
    sku, place = product.variants.get().sku, record.location.code
    rows = [
        {"sku": sku, "location": place, "on_hand": 7},
        {"sku": sku, "location": place, "on_hand": 8},
        {"sku": "NONE", "location": place, "on_hand": 1},
        {"sku": sku, "location": "nowhere", "on_hand": 1},
    ]
    body = pia("stock:write").send("POST", "/stock-batches/", {"rows": rows}).json()
    assert [row["outcome"] for row in body["results"]] == ["changed", "refused", "refused", "refused"]
    assert [row["code"] for row in body["results"]] == ["", "named_twice", "unknown_sku", "unknown_location"]
    record.refresh_from_db()
    assert record.on_hand == 7
    own = pia("stock:write", "stock:read", sees_all=False)
    assert own.send("GET", "/stock/").json()["results"] == []
    assert own.send("POST", "/stock-batches/", {"rows": rows[:1]}).json()["results"][0]["code"] == "unknown_location"
    record.location.partners.add(own.partner)
    assert own.send("GET", "/stock/").json()["results"][0]["on_hand"] == 7


def test_the_schema_is_as_it_was_written_down():
    given = json.loads(Client().get("/api/v1/schema/?format=json").content)
    assert given["openapi"] == "3.1.0"
    assert Client().get("/api/v1/docs/").status_code == 200


@pytest.mark.parametrize(
    "parts", [["updated_at", "nonsense", 1], ["updated_at", 7, 1], ["updated_at", None, 1], "[" * 3000]
)
def test_a_cursor_that_was_made_up_is_a_400(parts):
    text = parts if isinstance(parts, str) else json.dumps(parts)
    cursor = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
    assert problem(Client().get(f"/api/v1/products/?sort=updated_at&cursor={cursor}"))["code"] == "invalid"


def test_numbers_without_end_and_options_without_sense_are_a_400():
    make_product()
    api = pia("prices:write", "products:write")
    sku = Variant.objects.get().sku
    for body in ('{"list_price": 1e999}', '{"list_price": -1e999}'):
        answer = api.generic("PUT", f"/api/v1/prices/{sku}/", body, "application/json")
        assert problem(answer)["status"] == 400
    product = {"title": "X", "category": "mugs", "variants": [{"sku": "N1", "price": 1, "options": {"\u0000": "x"}}]}
    assert problem(api.send("POST", "/products/", product))["status"] == 400
    product["variants"][0]["options"] = {f"n{number}": "x" for number in range(9)}
    assert problem(api.send("POST", "/products/", product))["status"] == 400
    product["variants"][0]["options"] = {"Color": "Blue", " Color": "Red"}
    assert "twice" in problem(api.send("POST", "/products/", product))["detail"]


def test_what_is_refused_counts_too_and_is_not_written_down():
    api = pia("prices:read")
    Partner.objects.update(plan="starter")
    with time_machine.travel(timezone.now().replace(second=10), tick=False):
        codes = [api.send("POST", "/price-batches/", {}).status_code for _call in range(121)]
    assert (set(codes[:-1]), codes[-1]) == ({403}, 429)
    assert not ApiCall.objects.exists()


def test_whoever_guesses_tokens_is_told_to_wait(settings):
    settings.API_CALLS_OF_ANYBODY = 5
    codes = [
        Client(headers={"Authorization": f"Bearer {number}"}).get("/api/v1/stock/").status_code for number in range(6)
    ]
    assert codes == [401] * 5 + [429]


def test_secrets_are_not_looked_at_all_day_and_no_other_proof_is_taken(monkeypatch):
    monkeypatch.setattr("accounts.views.identity.TOKENS_A_MINUTE", 3)
    asked = {"grant_type": "client_credentials", "client_id": "x", "client_secret": "y"}
    assert [Client().post("/identity/o/api/token", asked).status_code for _try in range(4)] == [401, 401, 401, 429]
    assert Client().post("/identity/o/api/device/code", {"client_id": "x"}).status_code == 404
    plain = {"client_id": "x", "response_type": "code", "code_challenge": "c" * 50}
    assert Client().get("/identity/o/authorize", plain).status_code == 400


def test_products_and_prices_are_for_partners_that_see_everything():
    with pytest.raises(ScopesBeyondReach):
        pia("prices:write", sees_all=False)
    api = pia("prices:write")
    Partner.objects.update(reach="own")
    assert api.send("POST", "/price-batches/", {"rows": [{"sku": "x", "list_price": 1}]}).status_code == 403


def test_an_answer_that_came_too_late_is_undone():
    """A call went on for longer than anybody waits, and was begun anew: the later one counts."""
    make_product(price=1290)
    row, _ours = begin_answer(actor="a", key="k", fingerprint="f", at=timezone.now() - timedelta(seconds=90))
    begin_answer(actor="a", key="k", fingerprint="f", at=timezone.now())
    assert not keep_answer(row=row, status=200, body="{}", media_type="", location="")
    give_up_answer(row=row)
    assert KeptAnswer.objects.get().status is None


CONTROLS = ["\n", "\r", "\t", "\0", "\x0b", "\x1b", "\x1f", "\x7f", "\x85", "\x9b", "\u2028"]
LINES = {"\n", "\r", "\t", "\u2028"}


@pytest.mark.parametrize("control", CONTROLS)
@pytest.mark.parametrize("shape", [Text(), Text(allow_blank=True), Prose(), Prose(allow_blank=True)])
def test_a_line_holds_no_control_character_and_prose_only_those_of_its_lines(shape, control):
    keeps = isinstance(shape, Prose) and control in LINES
    for text in (f"Two{control}words", f"Begins {control}", f"{control}ends"):
        assert bool(re.fullmatch(shape.pattern, text)) is keeps
        if keeps:
            assert shape.run_validation(text) == text.strip()
        else:
            with pytest.raises(ValidationError):
                shape.run_validation(text)
    if shape.allow_blank and not keeps:
        with pytest.raises(ValidationError):
            shape.run_validation(control)


def test_titles_names_and_codes_are_one_line_and_descriptions_are_many(client):
    make_product()
    api = pia("products:read", "products:write", "baskets:write")
    variant = {"sku": "CUP", "price": 500, "options": {"Color": "Blue"}}
    body = {"title": "Cup", "brand": "Hearth", "category": "mugs", "variants": [variant]}
    for changes, field in (
        ({"title": "A cup\nof two lines"}, "title"),
        ({"title": "Cup\n"}, "title"),
        ({"brand": "Bell\x07"}, "brand"),
        ({"bullet_points": ["Stacks", "Tab\there"]}, "bullet_points"),
        ({"variants": [variant | {"sku": "CUP\t1"}]}, "variants"),
        ({"variants": [variant | {"options": {"Color": "Blue\x1b[31m"}}]}, "variants"),
        ({"variants": [variant | {"options": {"Co\nlor": "Blue"}}]}, "variants"),
    ):
        response = api.send("POST", "/products/", body | changes)
        [error] = problem(response)["errors"]
        assert (response.status_code, error["code"], error["field"].split(".")[0]) == (400, "control", field)
    made = api.send("POST", "/products/", body | {"description": "First line.\r\n\tSecond line."})
    assert made.json()["description"] == "First line.\r\n\tSecond line."
    basket = api.send("POST", "/baskets/").json()["id"]
    address = {"name": "Ada\nLovelace", "street_address": "Lindenweg\r7", "city": "Berlin", "country_code": "DE"}
    body = {"email": "ada@example.com", "address": address, "method": 1}
    errors = problem(api.send("POST", f"/baskets/{basket}/checkout/", body))["errors"]
    assert {(error["field"], error["code"]) for error in errors} == {
        ("address.name", "control"),
        ("address.street_address", "control"),
    }


def test_the_schema_says_which_characters_are_refused(client):
    shapes = client.get("/api/v1/schema/?format=json").json()["components"]["schemas"]
    product = shapes["ProductInputRequest"]["properties"]
    title, description = product["title"]["pattern"], product["description"]["oneOf"][0]["pattern"]
    for text, is_title, is_description in (("A cup", True, True), ("Two\nlines", False, True), ("\x1b", False, False)):
        assert (bool(re.search(title, text)), bool(re.search(description, text))) == (is_title, is_description)
