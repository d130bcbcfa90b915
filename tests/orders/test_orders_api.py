"""A partner's whole day through the API: sell, pack, ship, cancel, take back, pay back; and what it may not see."""

import pytest
from django.db.models import F
from django.utils import timezone

from core.stripe import provider as stripe_is_back
from demo.fake_stripe import FakeStripe
from orders.actions.baskets import save_for_later
from orders.actions.payments import settle
from orders.models import BasketLine, Order, Payment, Refund, Return, Shipment
from shop.actions.stock import receive_stock
from shop.models import Location, StockHold, StockRecord
from tests.cast import (
    ADDRESS,
    ada,
    ben,
    delivered_order,
    make_delivery,
    make_gift_card,
    make_product,
    paid_order,
    pia,
    placed_order,
    stan,
)

pytestmark = pytest.mark.django_db


def pay(provider: FakeStripe, number: str) -> Order:
    payment = Payment.objects.get(order__number=number)
    provider.pay(payment.session_id)
    settle(payment=payment, at=timezone.now())
    return Order.objects.get(number=number)


def test_a_front_of_others_sells_from_basket_to_payment(provider):
    product = make_product(price=1290)
    make_delivery()
    sku = product.variants.get().sku
    api = pia("baskets:write", "orders:read", sees_all=False)
    basket = api.send("POST", "/baskets/")
    assert (basket.status_code, basket["Location"].endswith(f"/baskets/{basket.json()['id']}/")) == (201, True)
    path = f"/baskets/{basket.json()['id']}"
    filled = api.send("PUT", f"{path}/lines/{sku}/", {"quantity": 2}).json()
    assert (filled["goods"], filled["lines"][0]["quantity"], filled["lines"][0]["amount"]) == (2580, 2, 2580)
    assert api.send("PUT", f"{path}/lines/{sku}/", {"quantity": 500}).status_code == 400
    assert api.send("PUT", f"{path}/lines/{sku}/", {"quantity": 50}).json()["code"] == "too_many"
    [offer, *_others] = api.send("GET", f"{path}/offers/?country=DE").json()
    body = {"email": "guest@example.com", "address": ADDRESS, "method": offer["method"], "quote": offer["quote"]}
    placed = api.send("POST", f"{path}/checkout/", body, Idempotency_Key="c1")
    assert placed.status_code == 201, placed.content
    order = placed.json()["order"]
    assert (order["total"], order["state"], order["email"]) == (offer["total"], "pending", None)
    assert placed.json()["payment_url"].startswith("http")
    again = api.send("POST", f"{path}/checkout/", body, Idempotency_Key="c2").json()
    assert again["order"]["number"] == order["number"]
    assert Order.objects.get().partner == api.partner
    pay(provider, order["number"])
    seen = api.send("GET", f"/orders/{order['number']}/").json()
    assert (seen["state"], seen["payment_status"], seen["partner"]) == ("confirmed", "paid", api.partner.public_id)


def test_another_total_than_was_shown_and_a_wrong_address_are_told():
    make_delivery()
    sku = make_product(price=1290).variants.get().sku
    api = pia("baskets:write")
    path = f"/baskets/{api.send('POST', '/baskets/').json()['id']}"
    api.send("PUT", f"{path}/lines/{sku}/", {"quantity": 1})
    [offer, *_others] = api.send("GET", f"{path}/offers/").json()
    body = {"email": "guest@example.com", "address": ADDRESS, "method": offer["method"], "quote": "another"}
    assert api.send("POST", f"{path}/checkout/", body).json()["code"] == "price_changed"
    wrong = body | {"address": ADDRESS | {"postal_code": "nonsense"}}
    assert api.send("POST", f"{path}/checkout/", wrong).json()["errors"][0]["field"] == "address.postal_code"
    assert not Order.objects.exists()


def test_a_basket_is_its_opener_s_alone():
    api, other = pia("baskets:write"), pia("baskets:write")
    path = f"/baskets/{api.send('POST', '/baskets/').json()['id']}/"
    assert api.send("GET", path).status_code == 200
    assert other.send("GET", path).status_code == 404
    assert pia("baskets:write", customer=ada()).send("GET", path).status_code == 404


def test_a_customer_has_the_basket_that_the_site_has():
    sku = make_product(price=1290).variants.get().sku
    app = pia("baskets:write", customer=ada())
    first = app.send("POST", "/baskets/").json()["id"]
    assert app.send("POST", "/baskets/").json()["id"] == first
    assert app.send("PUT", f"/baskets/{first}/lines/{sku}/", {"quantity": 1}).json()["goods"] == 1290
    assert app.send("DELETE", f"/baskets/{first}/lines/{sku}/").json()["lines"] == []
    assert app.send("DELETE", f"/baskets/{first}/lines/{sku}/").status_code == 404


def test_orders_are_seen_by_who_may(provider):
    order = paid_order(provider, make_product(), owner=ada())
    path = f"/orders/{order.number}/"
    assert pia("orders:read").send("GET", path).json()["email"] is None
    assert pia("orders:read", "customers:read").send("GET", path).json()["email"] == "ada@example.com"
    assert pia("orders:read", customer=ada()).send("GET", path).json()["email"] == "ada@example.com"
    assert pia("orders:read", customer=ben()).send("GET", path).status_code == 404
    stranger = pia("orders:read", sees_all=False)
    assert stranger.send("GET", path).status_code == 404
    assert stranger.send("GET", "/orders/").json()["results"] == []
    Location.objects.get().partners.add(stranger.partner)
    assert stranger.send("GET", path).status_code == 200  # its goods wait there
    assert [row["number"] for row in stranger.send("GET", "/orders/").json()["results"]] == [order.number]


def test_the_warehouse_packs_and_ships(provider):
    order = paid_order(provider, make_product(), owner=ada())
    api = pia("shipments:read", "shipments:write")
    sku = order.lines.get().sku
    unknown = api.send("POST", f"/orders/{order.number}/shipments/", {"lines": [{"sku": "NONE", "quantity": 1}]})
    assert (unknown.status_code, unknown.json()["code"]) == (409, "not_in_the_order")
    packed = api.send("POST", f"/orders/{order.number}/shipments/", {"lines": [{"sku": sku, "quantity": 1}]})
    assert (packed.status_code, packed.json()["state"]) == (201, "preparing")
    again = api.send("POST", f"/orders/{order.number}/shipments/", {})
    assert (again.status_code, again.json()["code"]) == (409, "nothing_to_pack")
    path = f"/shipments/{packed.json()['id']}"
    sent = api.send("POST", f"{path}/dispatch/", {"carrier": "dhl", "tracking_number": "0034"})
    assert (sent.status_code, sent.json()["state"], sent.json()["carrier"]) == (201, "shipped", "dhl")
    assert api.send("POST", f"{path}/dispatch/", {"carrier": "dhl", "tracking_number": "0034"}).status_code == 409
    assert Shipment.objects.get().state == "shipped"
    assert pia("shipments:write", sees_all=False).send("POST", f"{path}/dispatch/", {}).status_code in (400, 404)


def test_an_order_is_canceled_whole_in_part_or_the_packer_is_asked(provider):
    order = paid_order(provider, make_product(), owner=ada(), quantity=2)
    sku = order.lines.get().sku
    app = pia("orders:write", "orders:read", customer=ada())
    path = f"/orders/{order.number}/cancellation/"
    assert pia("orders:write", customer=ben()).send("POST", path, {}).status_code == 404
    part = app.send("POST", path, {"lines": [{"sku": sku, "quantity": 1}]})
    assert (part.status_code, part.json()["outcome"], part.json()["order"]["lines"][0]["canceled"]) == (
        201,
        "canceled",
        1,
    )
    warehouse = pia("shipments:write")
    warehouse.send("POST", f"/orders/{order.number}/shipments/", {})
    asked = app.send("POST", path, {"reason": "too late"})
    assert (asked.status_code, asked.json()["outcome"]) == (201, "requested")
    other = paid_order(provider, make_product(), owner=ada())
    whole = app.send("POST", f"/orders/{other.number}/cancellation/", {})
    assert whole.json()["order"]["state"] == "canceled"


def test_money_goes_back_and_never_more_than_was_paid(provider):
    order = paid_order(provider, make_product(price=1290), owner=ada())
    sku, path = order.lines.get().sku, f"/orders/{order.number}/refunds/"
    api = pia("refunds:write", "refunds:read")
    given = api.send("POST", path, {"reason": "scratch", "lines": [{"sku": sku, "amount": 300}]}, Idempotency_Key="r")
    assert (given.status_code, given.json()["amount"], given.json()["parts"][0]["kind"]) == (201, 300, "goodwill")
    api.send("POST", path, {"reason": "scratch", "lines": [{"sku": sku, "amount": 300}]}, Idempotency_Key="r")
    assert Refund.objects.count() == 1
    more = api.send("POST", path, {"reason": "scratch", "lines": [{"sku": sku, "amount": 1200}]})
    assert (more.status_code, more.json()["code"]) == (409, "refund_too_large")
    assert api.send("POST", path, {"reason": "nothing"}).status_code == 400
    assert api.send("POST", path, {"reason": "x", "lines": [{"sku": sku, "amount": -1}]}).status_code == 400
    [row] = api.send("GET", "/refunds/").json()["results"]
    assert (row["amount"], row["order"]) == (300, order.number)
    assert pia("refunds:write", sees_all=False).send("POST", path, {"reason": "mine"}).status_code in (400, 404)


def test_things_come_back_through_the_api(provider):
    order = delivered_order(provider, make_product(price=1290), owner=ada())
    sku = order.lines.get().sku
    app = pia("returns:write", "returns:read", customer=ada())
    wish = {"lines": [{"sku": sku, "quantity": 1, "reason": "not_liked"}]}
    quoted = app.send("POST", f"/orders/{order.number}/return-quotes/", wish)
    assert quoted.status_code == 201, quoted.content
    [money] = [row for row in quoted.json()["outcomes"] if row["outcome"] == "original"]
    wrong = app.send("POST", f"/orders/{order.number}/returns/", wish | {"outcome": "original", "expected": 1})
    assert (wrong.status_code, wrong.json()["code"]) == (409, "quote_changed")
    made = app.send(
        "POST", f"/orders/{order.number}/returns/", wish | {"outcome": "original", "expected": money["total"]}
    )
    assert (made.status_code, made.json()["quoted"]) == (201, money["total"])
    path = f"/returns/{made.json()['number']}"
    assert pia("returns:read", customer=ben()).send("GET", f"{path}/").status_code == 404
    assert app.send("POST", f"{path}/receipt/").status_code == 403
    warehouse = pia("returns:receive", "returns:read")
    assert warehouse.send("POST", f"{path}/receipt/").json()["state"] == "received"
    found = {"sku": sku, "received": 1, "accepted": 1, "restocked": 1}
    place = Location.objects.get().code
    looked = warehouse.send("POST", f"{path}/inspection/", {"location": place, "lines": [found]})
    assert (looked.status_code, looked.json()["state"]) == (201, "inspected")
    assert (Return.objects.get().state, Refund.objects.count()) == ("inspected", 0)  # receiving never forces a refund


def test_customers_are_known_to_who_may_know_them(provider):
    paid_order(provider, make_product(), owner=ada())
    ben()
    every = pia("customers:read").send("GET", "/customers/").json()["results"]
    assert {row["email"] for row in every} == {"ada@example.com", "ben@example.com"}
    assert pia("customers:read", sees_all=False).send("GET", "/customers/").json()["results"] == []
    own = pia("customers:read", customer=ben()).send("GET", "/customers/").json()["results"]
    assert [row["email"] for row in own] == ["ben@example.com"]
    assert pia("orders:read").send("GET", "/customers/").status_code == 403


def test_an_app_of_somebody_of_the_shop_opens_nothing(provider):
    order = paid_order(provider, make_product(), owner=ada())
    app = pia("orders:read", "orders:write", customer=stan())
    assert app.send("GET", f"/orders/{order.number}/").status_code == 401


def test_nothing_goes_back_of_what_is_not_paid(provider):
    card = make_gift_card(3000)
    order = placed_order(make_product(price=5000), codes=[card.code])
    assert order.state == "pending"
    api, path = pia("refunds:write"), f"/orders/{order.number}/refunds/"
    answer = api.send("POST", path, {"reason": "x", "lines": [{"sku": order.lines.get().sku, "amount": 1000}]})
    assert (answer.status_code, answer.json()["code"]) == (409, "refund_too_large")


def test_a_warehouse_packs_what_stands_there_alone_and_pays_nothing_back(provider):
    order = paid_order(provider, make_product(), make_product("Bowl"), owner=ada())
    api = pia("shipments:write", "orders:write", "refunds:write", "orders:read", sees_all=False)
    here = Location.objects.get()
    here.partners.add(api.partner)
    body = {"reason": "x", "delivery": 1}
    assert api.send("POST", f"/orders/{order.number}/refunds/", body).status_code == 404
    assert api.send("POST", f"/orders/{order.number}/cancellation/", {}).status_code == 404
    elsewhere = Location.objects.create(name="Annex", country_code="DE")
    hold = StockHold.objects.filter(reference=order.reference).order_by("pk").last()
    record = StockRecord.objects.create(variant=hold.record.variant, location=elsewhere)
    move_hold(hold, record)
    assert api.send("GET", f"/orders/{order.number}/").status_code == 200
    assert api.send("POST", f"/orders/{order.number}/shipments/", {}).status_code == 404
    elsewhere.partners.add(api.partner)
    assert api.send("POST", f"/orders/{order.number}/shipments/", {}).status_code == 201


def move_hold(hold: StockHold, record: StockRecord) -> None:
    """The unit stands and is promised at the other place."""
    units = hold.quantity
    receive_stock(variant=record.variant, location=record.location, quantity=units, reference="moved", by=None)
    StockRecord.objects.filter(pk=record.pk).update(allocated=units)
    StockRecord.objects.filter(pk=hold.record_id).update(allocated=F("allocated") - units)
    StockHold.objects.filter(pk=hold.pk).update(record=record)


def test_what_was_kept_for_later_comes_back_when_it_is_put_in():
    sku = make_product(price=1290).variants.get().sku
    app = pia("baskets:write", customer=ada())
    path = f"/baskets/{app.send('POST', '/baskets/').json()['id']}"
    app.send("PUT", f"{path}/lines/{sku}/", {"quantity": 2})
    save_for_later(line=BasketLine.objects.get())
    assert app.send("GET", f"{path}/").json()["lines"] == []
    again = [app.send("PUT", f"{path}/lines/{sku}/", {"quantity": 3}).json()["lines"][0]["quantity"] for _twice in "ab"]
    assert again == [3, 3]
    refused = app.send("PUT", f"{path}/lines/{sku}/", {"quantity": 3}, If_Match='"x"')
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "If-Match")


def test_a_provider_that_is_away_is_not_remembered_as_the_answer(provider, settings):
    sku = make_product(price=1290).variants.get().sku
    make_delivery()
    api = pia("baskets:write")
    path = f"/baskets/{api.send('POST', '/baskets/').json()['id']}"
    api.send("PUT", f"{path}/lines/{sku}/", {"quantity": 1})
    [offer, *_others] = api.send("GET", f"{path}/offers/").json()
    body = {"email": "guest@example.com", "address": ADDRESS, "method": offer["method"]}
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    away = api.send("POST", f"{path}/checkout/", body, Idempotency_Key="c")
    assert (away.status_code, away.json()["code"], away["Retry-After"]) == (503, "payment_unavailable", "20")
    settings.STRIPE_API_BASE = provider.url
    stripe_is_back.end()
    assert api.send("POST", f"{path}/checkout/", body, Idempotency_Key="c").status_code == 201
