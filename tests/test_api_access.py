"""Who may do what: every route of the API against everybody. A route that is not in the table fails."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from accounts.rules.scopes import FOR_CUSTOMERS, SCOPES
from core.api.routes import api_routes
from orders.actions.return_requests import request_return
from orders.models import Shipment
from orders.rules.returns import Wish
from shop.models import Location
from tests.cast import ada, ben, delivered_order, make_points, make_product, pia, stan

pytestmark = pytest.mark.django_db

P = "public"
TABLE = {
    "GET products/": P,
    "POST products/": "products:write",
    "GET products/{slug}/": P,
    "PATCH products/{slug}/": "products:write",
    "POST products/{slug}/publication/": "products:write",
    "POST products/{slug}/retirement/": "products:write",
    "GET variants/": P,
    "GET variants/{sku}/": P,
    "GET categories/": P,
    "GET categories/{slug}/": P,
    "GET brands/": P,
    "GET brands/{slug}/": P,
    "GET prices/": "prices:read",
    "GET prices/{sku}/": "prices:read",
    "PUT prices/{sku}/": "prices:write",
    "POST price-batches/": "prices:write",
    "GET stores/": P,
    "GET stores/{code}/": P,
    "GET stock/": "stock:read",
    "GET stock/{sku}/{location}/": "stock:read",
    "PUT stock/{sku}/{location}/": "stock:write",
    "POST stock-batches/": "stock:write",
    "GET customers/": "customers:read",
    "GET customers/{id}/": "customers:read",
    "POST baskets/": "baskets:write",
    "GET baskets/{id}/": "baskets:write",
    "PUT baskets/{id}/lines/{sku}/": "baskets:write",
    "DELETE baskets/{id}/lines/{sku}/": "baskets:write",
    "POST baskets/{id}/codes/": "baskets:write",
    "GET baskets/{id}/offers/": "baskets:write",
    "POST baskets/{id}/checkout/": "baskets:write",
    "GET orders/": "orders:read",
    "GET orders/{number}/": "orders:read",
    "POST orders/{number}/cancellation/": "orders:write",
    "POST orders/{number}/shipments/": "shipments:write",
    "POST orders/{number}/return-quotes/": "returns:write",
    "POST orders/{number}/returns/": "returns:write",
    "POST orders/{number}/refunds/": "refunds:write",
    "GET shipments/": "shipments:read",
    "GET shipments/{id}/": "shipments:read",
    "POST shipments/{id}/dispatch/": "shipments:write",
    "GET returns/": "returns:read",
    "GET returns/{number}/": "returns:read",
    "POST returns/{number}/receipt/": "returns:receive",
    "POST returns/{number}/inspection/": "returns:receive",
    "GET refunds/": "refunds:read",
    "GET refunds/{id}/": "refunds:read",
    "GET reviews/": P,
    "POST reviews/": "reviews:write",
    "GET reviews/{id}/": P,
    "GET questions/": P,
    "POST questions/": "reviews:write",
    "GET questions/{id}/": P,
    "POST questions/{id}/answers/": "reviews:write",
    "GET answers/": P,
    "GET answers/{id}/": P,
    "GET plans/": P,
    "GET memberships/": "memberships:read",
    "GET memberships/{id}/": "memberships:read",
    "GET membership/": "memberships:read",
    "GET points/": "points:read",
    "GET points/{id}/": "points:read",
    "POST points-grants/": "points:write",
    "POST carrier-events/": "shipments:write",
    "GET webhook-endpoints/": "webhooks:read",
    "POST webhook-endpoints/": "webhooks:write",
    "GET webhook-endpoints/{id}/": "webhooks:read",
    "PATCH webhook-endpoints/{id}/": "webhooks:write",
    "DELETE webhook-endpoints/{id}/": "webhooks:write",
    "POST webhook-endpoints/{id}/secrets/": "webhooks:write",
    "POST webhook-endpoints/{id}/pause/": "webhooks:write",
    "POST webhook-endpoints/{id}/resumption/": "webhooks:write",
    "POST webhook-endpoints/{id}/tests/": "webhooks:write",
    "POST webhook-endpoints/{id}/replays/": "webhooks:write",
    "GET webhook-deliveries/": "webhooks:read",
    "GET webhook-deliveries/{id}/": "webhooks:read",
    "POST webhook-deliveries/{id}/replay/": "webhooks:write",
    "GET events/": "webhooks:read",
    "GET events/{id}/": "webhooks:read",
}
"""The scope of every route, as this suite wants it: written down a second time, so that no change goes unseen."""

CLOSED = {name: scope for name, scope in TABLE.items() if scope != P}
OF_ROWS = [
    name
    for name in CLOSED
    if "{" in name and not name.startswith(("POST webhook", "GET webhook", "PATCH", "DELETE w", "GET events"))
]


def routes() -> set[str]:
    return {f"{method} {_plain(route)}" for route, method, _action, _view in api_routes()}


def _plain(route: str) -> str:
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route.removeprefix("api/v1/"))


def path_of(name: str, **ids: str) -> tuple[str, str]:
    method, route = name.split(" ")
    return method, "/" + re.sub(r"\{(\w+)\}", lambda found: ids.get(found[1], "1"), route)


def test_every_route_is_in_the_table_and_every_scope_in_the_list():
    assert routes() == set(TABLE)
    assert set(TABLE.values()) - {P} <= set(SCOPES)


@pytest.mark.parametrize("name", sorted(CLOSED))
def test_anonymous_visitors_get_a_401(name):
    method, path = path_of(name)
    response = Client().generic(method, f"/api/v1{path}", "{}", "application/json")
    assert (response.status_code, response["WWW-Authenticate"][:6]) == (401, "Bearer")


@pytest.mark.parametrize("name", sorted(CLOSED))
def test_staff_and_customers_with_a_session_alone_get_a_401(name):
    method, path = path_of(name)
    for user in (ada(), stan()):
        client = Client()
        client.force_login(user)
        assert client.generic(method, f"/api/v1{path}", "{}", "application/json").status_code == 401


@pytest.mark.parametrize("name", sorted(CLOSED))
def test_every_other_scope_together_is_not_enough(name):
    method, path = path_of(name)
    others = [scope for scope in SCOPES if scope != CLOSED[name]]
    response = pia(*others).send(method, path, {})
    assert (response.status_code, response.json()["code"]) == (403, "permission_denied")
    customers = [scope for scope in others if scope in FOR_CUSTOMERS]
    assert pia(*customers, customer=ada()).send(method, path, {}).status_code == 403


@pytest.fixture
def rows(provider):
    """Something of Ada's behind every id that a route names."""
    make_points(ada(), 10)
    product = make_product()
    order = delivered_order(provider, product, owner=ada(), quantity=2)
    line = order.lines.get()
    sent_back = request_return(
        order=order, wishes=[Wish(line.pk, 1, "not_liked")], outcome="original", by=ada(), at=timezone.now()
    )
    return {
        "number": order.number,
        "return": sent_back.number,
        "shipment": Shipment.objects.get().public_id,
        "sku": line.sku,
        "location": Location.objects.get().code,
        "customer": ada().public_id,
        "basket": order.basket.token,
    }


def named(rows: dict[str, str], name: str) -> dict[str, str]:
    """The ids for this route."""
    kind = name.split(" ")[1].split("/")[0]
    ids = {
        "shipments": rows["shipment"],
        "customers": rows["customer"],
        "points": rows["customer"],
        "baskets": rows["basket"],
    }
    number = rows["return"] if kind == "returns" else rows["number"]
    return {"number": number, "id": ids.get(kind, "1"), "sku": rows["sku"], "location": rows["location"]}


FOREIGN = [
    name
    for name in OF_ROWS
    if name.split(" ")[1].split("/")[0] in ("orders", "shipments", "returns", "customers", "points", "baskets")
]


@pytest.mark.parametrize("name", FOREIGN)
def test_another_customer_and_another_partner_find_nothing(name, rows):
    method, path = path_of(name, **named(rows, name))
    body = BODIES.get(name, {})
    if CLOSED[name] in FOR_CUSTOMERS:
        assert pia(CLOSED[name], customer=ben()).send(method, path, body).status_code == 404
    assert pia(CLOSED[name], sees_all=False).send(method, path, body).status_code == 404


BODIES = {
    "POST orders/{number}/return-quotes/": {"lines": [{"sku": "x", "quantity": 1, "reason": "not_liked"}]},
    "POST orders/{number}/returns/": {"lines": [{"sku": "x", "quantity": 1, "reason": "not_liked"}], "outcome": "original"},
    "POST orders/{number}/refunds/": {"reason": "x", "delivery": 1},
    "POST shipments/{id}/dispatch/": {"carrier": "dhl", "tracking_number": "1"},
    "POST returns/{number}/inspection/": {"location": "x", "lines": [{"sku": "x", "received": 1, "accepted": 1}]},
    "PUT baskets/{id}/lines/{sku}/": {"quantity": 1},
    "POST baskets/{id}/codes/": {"code": "SPRING"},
    "POST baskets/{id}/checkout/": {
        "email": "a@example.com", "method": 1,
        "address": {"name": "A", "street_address": "B 1", "postal_code": "10115", "city": "Berlin", "country_code": "DE"},
    },
}  # fmt: skip


def test_webhooks_of_another_partner_are_not_there():
    mine, other = pia("webhooks:read", "webhooks:write", "orders:read"), pia("webhooks:read", "webhooks:write")
    made = mine.send("POST", "/webhook-endpoints/", {"url": "https://example.com/hook", "types": ["order.paid"]})
    assert (made.status_code, made.json()["secret"][:6]) == (201, "whsec_")
    id = made.json()["endpoint"]["id"]
    assert mine.send("GET", f"/webhook-endpoints/{id}/").json()["types"] == ["order.paid"]
    assert "secret" not in mine.send("GET", f"/webhook-endpoints/{id}/").json()
    for name in [name for name in CLOSED if "webhook-endpoints/{id}/" in name]:
        method, path = path_of(name, id=id)
        body = {"since": "2026-01-01T00:00:00Z"} if "replays" in name else {}
        assert other.send(method, path, body).status_code == 404, name
    delivery = mine.send("POST", f"/webhook-endpoints/{id}/tests/").json()["id"]
    assert mine.send("GET", f"/webhook-deliveries/{delivery}/").json()["type"] == "webhook.test"
    assert other.send("GET", f"/webhook-deliveries/{delivery}/").status_code == 404
    assert other.send("POST", f"/webhook-deliveries/{delivery}/replay/").status_code == 404
    assert pia("webhooks:read", "webhooks:write").send("GET", "/webhook-deliveries/").json()["results"] == []


def test_a_partner_hears_no_more_than_its_scopes():
    api = pia("webhooks:write", "webhooks:read")
    refused = api.send("POST", "/webhook-endpoints/", {"url": "https://example.com/h", "types": ["order.paid"]})
    assert (refused.status_code, refused.json()["code"]) == (409, "events_not_known")
    api = pia("webhooks:write", "orders:read")
    private = api.send("POST", "/webhook-endpoints/", {"url": "http://169.254.169.254/", "types": ["order.paid"]})
    assert (private.status_code, private.json()["code"]) == (409, "address_refused")
