"""What a buyer does to an order with the link in hand: items, address, delivery, and what is missing."""

import pytest
from django.utils import timezone

from core.money import Money
from orders.actions.fulfillment import pack_shipment
from orders.models import DeliveryMethod, DeliveryRate, Order, OrderEvent, Refund, StockProblem
from tests.cast import ADDRESS, make_delivery, make_product, make_variant, paid_order
from tests.orders.test_documents_pages import prove
from tests.orders.test_orders_pages import link_to
from tests.orders.test_stock_problems_actions import sold_out_order

pytestmark = pytest.mark.django_db


def refunded() -> int:
    return sum(refund.amount.minor for refund in Refund.objects.all())


def test_items_are_taken_out_and_their_money_goes_back(client, provider):
    order = paid_order(provider, make_product("Mug", price=1000), make_product("Pan", price=2000), quantity=2)
    mug = order.lines.first()
    assert "Mug" in client.get(link_to(order) + "items/").content.decode()
    page = client.post(link_to(order) + "items/", {f"line-{mug.pk}": "1"}, follow=True).content.decode()
    assert "on its way back" in page and "1 canceled" in page
    assert (refunded(), Order.objects.get().state) == (1000, "confirmed")


@pytest.mark.parametrize("value", ["3", "-1", "x", "0", "", "1.5", "１x", "9" * 40])
def test_a_number_that_cannot_be_is_said_beside_the_field(client, provider, value):
    order = paid_order(provider, make_product("Mug"), quantity=2)
    answer = client.post(link_to(order) + "items/", {f"line-{order.lines.get().pk}": value})
    assert answer.status_code == 422
    assert (refunded(), order.lines.get().canceled) == (0, 0)


def test_the_last_item_takes_the_whole_order_with_it(client, provider):
    order = paid_order(provider, make_product("Mug"), quantity=2)
    client.post(link_to(order) + "items/", {f"line-{order.lines.get().pk}": "2"})
    assert (Order.objects.get().state, refunded()) == ("canceled", order.total.minor)


def test_the_address_changes_within_the_country(client, provider):
    order = paid_order(provider)
    prove(client, order)
    assert "Lindenweg 7" in client.get(link_to(order) + "address/").content.decode()
    client.post(link_to(order) + "address/", ADDRESS | {"street_address": "Am Kai 3"})
    assert Order.objects.get().address.street_address == "Am Kai 3"
    answer = client.post(link_to(order) + "address/", ADDRESS | {"postal_code": "1"})
    assert answer.status_code == 422
    answer = client.post(link_to(order) + "address/", ADDRESS | {"country_code": "AT"})
    assert (answer.status_code, Order.objects.get().address.country_code) == (422, "DE")


def test_a_cheaper_delivery_is_taken_and_a_dearer_one_is_not(client, provider):
    make_delivery()
    zone = DeliveryMethod.objects.get().zone
    for name, price in (("Slow", 290), ("Express", 990)):
        method = DeliveryMethod.objects.create(zone=zone, name=name, min_days=3, max_days=5, position=2)
        DeliveryRate.objects.create(method=method, price=Money(price))
    order = paid_order(provider)
    page = client.get(link_to(order)).content.decode()
    assert "Slow" in page and "Express" not in page
    client.post(link_to(order) + "delivery/", {"method": DeliveryMethod.objects.get(name="Express").pk}, follow=True)
    assert (Order.objects.get().delivery_method, refunded()) == ("Standard", 0)
    client.post(link_to(order) + "delivery/", {"method": DeliveryMethod.objects.get(name="Slow").pk})
    assert (Order.objects.get().delivery_method, refunded()) == ("Slow", 200)
    client.post(link_to(order) + "cancellation/")
    assert refunded() == order.total.minor


@pytest.mark.parametrize("path", ["items/", "address/", "delivery/"])
def test_what_is_being_packed_is_changed_no_more(client, provider, path):
    order = paid_order(provider, quantity=2)
    pack_shipment(order=order, by=None, at=timezone.now())
    given = ADDRESS | {
        f"line-{order.lines.get().pk}": "1",
        "method": make_delivery().pk,
        "street_address": "Elsewhere 1",
    }
    client.post(link_to(order) + path, given)
    assert (refunded(), order.lines.get().canceled, Order.objects.get().address.city) == (0, 0, "Berlin")
    assert not OrderEvent.objects.filter(kind="changed").exists()


def test_something_missing_is_said_and_chosen_on_the_page(client, provider):
    mug = make_product("Mug", stock=5, price=1000)
    make_variant(mug, sku="BLUE", price=1000, stock=5, options={"Color": "Blue"})
    order = sold_out_order(provider, mug)
    page = client.get(link_to(order)).content.decode()
    assert "Something of your order is missing" in page and "Take Blue instead" in page
    path = f"{link_to(order)}problems/{StockProblem.objects.get().pk}/"
    assert client.post(path, {"choice": "substitute NONE"}).status_code == 404
    assert "Thank you for waiting" in client.post(path, {"choice": "wait"}, follow=True).content.decode()
    assert "other one instead" in client.post(path, {"choice": "substitute BLUE"}, follow=True).content.decode()
    assert "settled already" in client.post(path, {"choice": "refund"}, follow=True).content.decode()
    assert Order.objects.get().state == "confirmed"


def test_a_strangers_link_opens_nothing(client, provider):
    order = sold_out_order(provider)
    other = link_to(order).replace("/link/", "/link/x")
    for path in ("items/", "address/"):
        assert client.get(other + path).status_code in (302, 404)
    client.post(f"{other}problems/{StockProblem.objects.get().pk}/", {"choice": "refund"})
    assert StockProblem.objects.get().state == "asked"
