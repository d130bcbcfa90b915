"""How far a partner reaches that sees only its own: what stood at its places, and buyers who use its app."""

import pytest
from django.utils import timezone

from accounts.actions.partners import rotate_key
from orders.actions.claims import claim_orders
from orders.actions.return_requests import request_return
from orders.models import Order, Return, Shipment
from orders.rules.returns import Wish
from shop.actions.stock import receive_stock
from shop.models import Location, StockRecord
from tests.cast import (
    ADDRESS,
    PartnerClient,
    ada,
    delivered_order,
    make_coupon,
    make_delivery,
    make_location,
    make_points,
    make_product,
    pia,
    sent_order,
)
from tests.orders.test_orders_api import pay

pytestmark = pytest.mark.django_db


@pytest.fixture
def warehouse() -> PartnerClient:
    """Runs a shed where bowls stand; mugs stand with the shop."""
    api = pia("returns:read", "returns:receive", "shipments:read", "shipments:write", sees_all=False)
    Location.objects.create(name="Shed", code="shed", country_code="DE").partners.add(api.partner)
    return api


def bowl_in_the_shed():
    make_location()
    product = make_product("Bowl", stock=0)
    shed = Location.objects.get(code="shed")
    receive_stock(variant=product.variants.get(), location=shed, quantity=5, reference="delivery", by=None)
    return product


def sends_back(order: Order, title: str) -> Return:
    wish = Wish(order.lines.get(title=title).pk, 1, "not_liked")
    return request_return(order=order, wishes=[wish], outcome="original", by=ada(), at=timezone.now())


def test_a_warehouse_takes_back_what_it_sent_and_nothing_else(provider, warehouse):
    order = delivered_order(provider, make_product("Mug"), bowl_in_the_shed(), owner=ada())
    foreign, own = sends_back(order, "Mug"), sends_back(order, "Bowl")
    found = {"sku": order.lines.get(title="Mug").sku, "received": 1, "accepted": 1, "restocked": 1}
    body = {"location": "shed", "lines": [found]}
    path = f"/returns/{foreign.number}"
    assert warehouse.send("GET", f"{path}/").status_code == 200
    assert warehouse.send("POST", f"{path}/receipt/").status_code == 404
    assert warehouse.send("POST", f"{path}/inspection/", body).status_code == 404
    assert not StockRecord.objects.filter(location__code="shed", variant__sku=found["sku"]).exists()
    body["lines"][0]["sku"] = order.lines.get(title="Bowl").sku
    assert warehouse.send("POST", f"/returns/{own.number}/receipt/").status_code == 201
    assert warehouse.send("POST", f"/returns/{own.number}/inspection/", body).status_code == 201
    assert set(Return.objects.values_list("state", flat=True)) == {"approved", "inspected"}


def test_a_marketplace_takes_nothing_in_and_tells_of_no_parcel_that_the_shop_sent(provider):
    api = pia("returns:read", "returns:receive", "shipments:read", "shipments:write", sees_all=False)
    order = sent_order(provider, make_product("Mug"), owner=ada(), sent_at=timezone.now())
    Order.objects.update(partner=api.partner)
    assert len(api.send("GET", "/shipments/").json()["results"]) == 1
    assert api.send("POST", "/carrier-events/", report()).status_code in (404, 409)
    assert Shipment.objects.get().state == "shipped"
    assert pia("shipments:write").send("POST", "/carrier-events/", report()).status_code == 201
    sent_back = sends_back(order, "Mug")
    assert api.send("POST", f"/returns/{sent_back.number}/receipt/").status_code == 404


def test_a_warehouse_tells_of_the_parcels_that_it_sent(provider, warehouse):
    sent_order(provider, bowl_in_the_shed(), owner=ada(), sent_at=timezone.now())
    assert warehouse.send("POST", "/carrier-events/", report()).status_code == 201
    assert Shipment.objects.get().state == "delivered"


def report() -> dict[str, str]:
    moment = timezone.now().isoformat()
    name = {"carrier": "dhl", "number": "00340434"}
    return name | {"id": "seen-1", "code": "delivered", "happened_at": moment}


def front(*scopes: str, **how: object) -> tuple[PartnerClient, str, dict[str, object]]:
    """A shop front of others with something in a basket: the program, the basket's path and the checkout's body."""
    make_delivery()
    api = pia("baskets:write", *scopes, sees_all=False, **how)
    path = f"/baskets/{api.send('POST', '/baskets/').json()['id']}"
    sku = make_product(price=1290).variants.get().sku
    assert api.send("PUT", f"{path}/lines/{sku}/", {"quantity": 1}).status_code == 200
    [offer, *_others] = api.send("GET", f"{path}/offers/?country=DE").json()
    return api, path, {"email": ada().email, "address": ADDRESS, "method": offer["method"]}


@pytest.mark.parametrize("is_paid", [False, True])
def test_ordering_for_somebodys_address_opens_nothing_of_them(provider, is_paid):
    api, path, body = front("customers:read", "points:read", "points:write", "memberships:read")
    make_points(ada(), 500)
    number = api.send("POST", f"{path}/checkout/", body).json()["order"]["number"]
    if is_paid:
        pay(provider, number)
    assert claim_orders(user=ada(), emails=[ada().email], at=timezone.now()) == 1
    assert api.send("GET", "/customers/").json()["results"] == []
    assert api.send("GET", f"/points/{ada().public_id}/").status_code == 404


def test_who_bought_in_a_partners_app_is_known_to_it_once_it_is_paid(provider):
    app, path, body = front("orders:read", customer=ada())
    number = app.send("POST", f"{path}/checkout/", body).json()["order"]["number"]
    server = pia("customers:read", sees_all=False)
    Order.objects.update(partner=server.partner)
    assert server.send("GET", "/customers/").json()["results"] == []
    pay(provider, number)
    assert [row["email"] for row in server.send("GET", "/customers/").json()["results"]] == [ada().email]


def test_an_order_sent_again_after_its_buyer_claimed_it_is_the_same(provider):
    api, path, body = front()
    first = api.send("POST", f"{path}/checkout/", body).json()["order"]["number"]
    claim_orders(user=ada(), emails=[ada().email], at=timezone.now())
    again = api.send("POST", f"{path}/checkout/", body)
    assert (again.status_code, again.json()["order"]["number"]) == (201, first)
    assert api.send("GET", f"{path}/").status_code == 404


def test_a_company_is_kept_and_a_part_that_a_country_has_not_is_told(provider):
    api, path, body = front()
    body["address"] = ADDRESS | {"country_area": "Bavaria"}
    told = api.send("POST", f"{path}/checkout/", body)
    assert (told.status_code, [row["field"] for row in told.json()["errors"]]) == (400, ["address.country_area"])
    body["address"] = ADDRESS | {"company_name": "Analytical Engines Ltd", "country_area": ""}
    assert api.send("POST", f"{path}/checkout/", body).status_code == 201
    assert Order.objects.get().address.company_name == "Analytical Engines Ltd"


def test_many_buyers_of_one_front_enter_codes_and_guessing_ends(monkeypatch):
    monkeypatch.setattr("orders.actions.codes.WRONG_OF_A_FRONT", 12)
    make_coupon("SPRING")
    api = pia("baskets:write")

    def enter(code: str) -> int:
        path = f"/baskets/{api.send('POST', '/baskets/').json()['id']}/codes/"
        return api.send("POST", path, {"code": code}).status_code

    assert [enter("SPRING") for _buyer in range(15)] == [201] * 15
    assert [enter(f"GUESS{number}") for number in range(13)] == [409] * 12 + [429]
    assert enter("SPRING") == 429
    api = pia("baskets:write")
    assert enter("SPRING") == 201, "no other front pays for it"


def test_a_quote_promises_nothing_that_cannot_come_back(provider):
    order = delivered_order(provider, make_product("Mug"), owner=ada(), quantity=2)
    api, path = pia("returns:write"), f"/orders/{order.number}/return-quotes/"
    wish = {"sku": order.lines.get().sku, "quantity": 2, "reason": "not_liked"}
    assert api.send("POST", path, {"lines": [wish]}).status_code == 201
    too_many = api.send("POST", path, {"lines": [wish | {"quantity": 3}]})
    assert (too_many.status_code, too_many.json()["code"]) == (409, "nothing_to_return")
    sends_back(order, "Mug")
    assert api.send("POST", path, {"lines": [wish]}).json()["code"] == "nothing_to_return"


def test_a_call_sent_again_with_the_partners_next_key_is_the_same_call():
    api = pia("baskets:write")
    first = api.send("POST", "/baskets/", Idempotency_Key="once").json()["id"]
    new = rotate_key(key=api.key, by=None, at=timezone.now())
    again = PartnerClient(new.key, new.secret).send("POST", "/baskets/", Idempotency_Key="once")
    assert (again.json()["id"], again["Idempotent-Replayed"]) == (first, "true")
    other = pia("baskets:write").send("POST", "/baskets/", Idempotency_Key="once")
    assert other.json()["id"] != first


@pytest.mark.parametrize(
    "query", ["country=de", "country=DEU", "country=%F0", "limit=5", "sort=x", f"region={'x' * 121}"]
)
def test_offers_overlook_nothing_that_was_asked_for(provider, query):
    api, path, _body = front()
    told = api.send("GET", f"{path}/offers/?{query}")
    assert (told.status_code, told.json()["errors"][0]["field"]) == (400, query.split("=")[0])


def test_a_region_that_nobody_knows_is_one_without_taxes_of_its_own(provider):
    api, path, _body = front()
    assert len(api.send("GET", f"{path}/offers/?country=DE&region=%C2%A0%0A").json()) == 1
    assert api.send("GET", f"{path}/offers/?country=DE&region=%00").status_code == 400
