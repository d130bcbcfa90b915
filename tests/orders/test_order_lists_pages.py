"""A customer's own list: looked through, sorted, put out of sight, and bought from again."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.money import Money
from orders.actions.archiving import NotOverYet, archive_order
from orders.actions.cancellation import cancel_order
from orders.actions.fulfillment import pack_shipment, presume_arrival, ship_shipment
from orders.actions.returned_units import record_returns
from orders.actions.stock_problems import substitute_missing
from orders.models import Basket, Order
from orders.models.order_lists import Place, standing_in
from shop.actions.prices import set_price
from shop.actions.stock import correct_stock
from shop.models import Product, Variant
from tests.cast import (
    ada,
    ben,
    bought_gift_card,
    carrier_says,
    delivered_order,
    filled_basket,
    make_product,
    make_variant,
    paid_order,
    placed_order,
    sent_order,
)
from tests.orders.test_orders_pages import link_to
from tests.orders.test_stock_problems_actions import problem, sold_out_order

pytestmark = pytest.mark.django_db


def listed(client, **query: object) -> list[str]:
    """The titles of the cards, in their order."""
    client.force_login(ada())
    answer = client.get("/orders/", query)
    assert answer.status_code == 200
    return re.findall(r'order-titles">([^<]*)<', answer.content.decode())


def test_orders_are_found_by_number_title_options_and_sku(client, provider):
    mug = make_product("Stoneware mug")
    make_variant(mug, sku="GLAZED-7", options={"Color": "Blue"})
    first = paid_order(provider, mug, owner=ada())
    paid_order(provider, make_product("Pepper mill"), owner=ada())
    paid_order(provider, make_product("Stoneware bowl"), owner=ben())
    sku = first.lines.get().sku
    assert listed(client) == ["Pepper mill", "Stoneware mug"]
    for words in ("stoneware", "MUG stone", first.number, first.number[:5].lower(), sku):
        assert listed(client, q=words) == ["Stoneware mug"], words
    assert listed(client, q="mug pepper") == []
    assert listed(client, q="%") == []


def test_years_are_those_of_the_shops_calendar(client, provider):
    new_year_in_berlin = datetime(2025, 12, 31, 23, 30, tzinfo=UTC)
    with time_machine.travel(new_year_in_berlin):
        paid_order(provider, make_product("Rocket"), owner=ada())
    with time_machine.travel(new_year_in_berlin - timedelta(hours=1)):
        paid_order(provider, make_product("Cake"), owner=ada())
    assert listed(client, year="2026") == ["Rocket"]
    assert listed(client, year="2025") == ["Cake"]


def shelf(provider) -> dict[str, Order]:
    """An order for each place, and some that are hard to tell."""
    orders = {
        "waits for payment": placed_order(make_product("A"), owner=ada()),
        "paid": paid_order(provider, make_product("B"), owner=ada()),
        "packed": paid_order(provider, make_product("C"), owner=ada()),
        "half sent": paid_order(provider, make_product("D"), owner=ada(), quantity=2),
        "sent": paid_order(provider, make_product("Egg cup"), owner=ada()),
        "half came": paid_order(provider, make_product("F"), owner=ada(), quantity=2),
        "came": delivered_order(provider, make_product("G"), owner=ada()),
        "presumed": sent_order(provider, make_product("H"), owner=ada(), sent_at=timezone.now() - timedelta(days=60)),
        "canceled": paid_order(provider, make_product("I"), owner=ada()),
        "gift card": bought_gift_card(provider),
    }
    Order.objects.filter(pk=orders["gift card"].pk).update(customer=ada())
    pack_shipment(order=orders["packed"], by=None, at=timezone.now())
    send(orders["half sent"], 1)
    send(orders["sent"], 1)
    carrier_says(send(orders["half came"], 1), "delivered")
    presume_arrival(shipment=orders["presumed"].shipments.get(), at=timezone.now())
    cancel_order(order=orders["canceled"], by=None, at=timezone.now())
    record_returns(order=orders["came"], quantities={orders["came"].lines.get().pk: 1}, by=None, at=timezone.now())
    return orders


def send(order: Order, units: int):
    packed = pack_shipment(order=order, quantities={order.lines.get().pk: units}, by=None, at=timezone.now())
    return ship_shipment(shipment=packed, carrier="dhl", tracking_number="", by=None, at=timezone.now())


def test_every_order_is_in_exactly_one_place(provider):
    orders = shelf(provider)
    names = {order.pk: name for name, order in orders.items()}
    found = {place: {names[row.pk] for row in standing_in(Order.objects.all(), place)} for place in Place.values}
    assert found["open"] == {"waits for payment", "paid", "packed", "half came", "gift card"} - _done(orders)
    assert found["under_way"] == {"half sent", "sent"}
    assert found["delivered"] == {"came", "presumed"} | _done(orders)
    assert found["canceled"] == {"canceled"}
    assert found["returned"] == {"came"}
    one_place = [name for place in ("open", "under_way", "delivered", "canceled") for name in found[place]]
    assert sorted(one_place) == sorted(orders)


def _done(orders) -> set[str]:
    return {"gift card"} if Order.objects.get(pk=orders["gift card"].pk).state == "completed" else set()


def test_a_place_is_shown_on_the_page(client, provider):
    shelf(provider)
    assert listed(client, show="under_way") == ["Egg cup", "D"]
    assert listed(client, show="canceled") == ["I"]
    assert listed(client, show="under_way", q="egg cup") == ["Egg cup"]


@pytest.mark.parametrize("query", [{"show": "x"}, {"year": "x"}, {"year": "1815"}, {"q": "x" * 101}, {"year": "²"}])
def test_a_search_without_sense_is_said_and_no_fault(client, provider, query):
    paid_order(provider, owner=ada())
    client.force_login(ada())
    assert client.get("/orders/", query).status_code == 422


def test_a_pager_keeps_what_was_looked_for(client, provider):
    mug = make_product("Mug", stock=40)
    for _turn in range(11):
        paid_order(provider, mug, owner=ada())
    client.force_login(ada())
    page = client.get("/orders/", {"q": "mug", "show": "open"}).content.decode()
    link = re.search(r'rel="next" href="([^"]*)"', page)[1].replace("&amp;", "&")
    assert "q=mug" in link
    assert "show=open" in link
    assert len(re.findall("order-card", client.get(f"/orders/{link}").content.decode())) == 1
    assert client.get("/orders/", {"q": "mug", "page": "3"}).status_code == 404


def test_empty_lists_have_a_way_on(client, provider):
    client.force_login(ada())
    assert "You have not ordered anything yet." in client.get("/orders/").content.decode()
    order = delivered_order(provider, owner=ada())
    assert "No order of yours is like that." in client.get("/orders/", {"q": "zeppelin"}).content.decode()
    assert "Nothing is archived." in client.get("/orders/", {"show": "archived"}).content.decode()
    archive_order(order=order, at=timezone.now())
    assert "All your orders are archived." in client.get("/orders/").content.decode()


def test_an_archived_order_is_found_by_a_search_and_comes_back(client, provider):
    order = delivered_order(provider, make_product("Mug"), owner=ada())
    paid_order(provider, make_product("Jug"), owner=ada())
    client.force_login(ada())
    answer = client.post(f"/orders/{order.number}/archive/", {"back": "show=delivered&year="})
    assert answer.url == "/orders/?show=delivered&year="
    assert listed(client) == ["Jug"]
    assert listed(client, q="mug") == ["Mug"]
    assert listed(client, show="archived") == ["Mug"]
    assert client.get(f"/orders/{order.number}/").status_code == 200
    client.post(f"/orders/{order.number}/archive/removal/")
    assert listed(client) == ["Jug", "Mug"]


def test_only_what_is_over_and_ones_own_is_archived(client, provider):
    mine, theirs = paid_order(provider, owner=ada()), delivered_order(provider, owner=ben())
    with pytest.raises(NotOverYet):
        archive_order(order=mine, at=timezone.now())
    client.force_login(ada())
    assert client.post(f"/orders/{theirs.number}/archive/").status_code == 404
    assert "is not over yet" in client.post(f"/orders/{mine.number}/archive/", follow=True).content.decode()
    assert not Order.objects.exclude(archived_at=None).exists()


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "?" * 900, "\r\nx: y"])
def test_the_way_back_leads_to_the_list_and_nowhere_else(client, provider, back):
    order = delivered_order(provider, owner=ada())
    client.force_login(ada())
    assert client.post(f"/orders/{order.number}/archive/", {"back": back}).url.startswith("/orders/")


def test_a_card_says_where_it_is_and_when_it_comes(client, provider):
    monday = datetime(2026, 11, 9, 9, tzinfo=UTC)
    order = sent_order(provider, make_product("Mug"), owner=ada(), sent_at=monday)
    client.force_login(ada())
    with time_machine.travel(monday + timedelta(hours=2)):
        page = client.get("/orders/").content.decode()
        assert "Your order is on its way." in page
        assert "Arrives Nov 10" in page
        carrier_says(order.shipments.get(), "in_transit", expected_on=monday.date() + timedelta(days=4))
        assert "Promised by Wed, Nov 11; expected Fri, Nov 13" in client.get("/orders/").content.decode()
    carrier_says(order.shipments.get(), "delivered", monday + timedelta(days=1))
    assert "Delivered on Tue, Nov 10" in client.get("/orders/").content.decode()


def test_more_orders_cost_no_more_queries(client, provider):
    client.force_login(ada())
    counts = []
    for _turn in range(2):
        for _order in range(4):
            mug, jug = make_product("Mug", stock=9), make_product("Jug", stock=9)
            carrier_says(send_all(paid_order(provider, mug, jug, owner=ada())), "in_transit")
        counts.append(min(queries_of(client) for _turn in range(3)))  # what the shell keeps for seconds may run out
    assert counts[0] == counts[1]


def queries_of(client) -> int:
    with CaptureQueriesContext(connection) as queries:
        client.get("/orders/", {"q": "mug", "show": "under_way"})
    return len(queries)


def send_all(order: Order):
    packed = pack_shipment(order=order, by=None, at=timezone.now())
    return ship_shipment(shipment=packed, carrier="dhl", tracking_number="1", by=None, at=timezone.now())


# Buying again


def basket_of(customer) -> dict[str, int]:
    lines = Basket.objects.get(owner=customer, state="open").lines.select_related("variant__product")
    return {line.variant.product.title: line.quantity for line in lines}


def test_all_of_an_order_is_bought_again_by_its_customer(client, provider):
    order = delivered_order(provider, make_product("Mug"), make_product("Jug"), owner=ada(), quantity=2)
    client.force_login(ada())
    page = client.get("/orders/").content.decode()
    action = re.search(r'action="(/orders/link/[^"]*/again/)"', page)[1]
    page = client.post(action, follow=True).content.decode()
    assert "4 items are in your basket." in page
    assert basket_of(ada()) == {"Mug": 2, "Jug": 2}
    assert "instead of" not in page
    assert order.lines.count() == 2


def test_a_guest_buys_one_thing_again_by_the_link(client, provider):
    order = delivered_order(provider, make_product("Mug"), make_product("Jug"))
    page = client.get(link_to(order)).content.decode()
    assert "Buy it all again" in page
    line = order.lines.get(title="Jug")
    answer = client.post(link_to(order) + "again/", {"line": line.pk}, follow=True)
    assert "1 item is in your basket." in answer.content.decode()
    assert [
        row.variant.product.title for row in Basket.objects.get(token=client.cookies["basket"].value).lines.all()
    ] == ["Jug"]


def test_what_has_changed_since_is_said(client, provider):
    dear, cheap, gone, few, form = (make_product(title) for title in ("Dear", "Cheap", "Gone", "Few", "Form"))
    shut = make_product("Shut")
    order = delivered_order(provider, dear, cheap, gone, few, form, shut, owner=ada(), quantity=3)
    set_price(variant=dear.variants.get(), price=Money(1500), reference="test", by=None)
    set_price(variant=cheap.variants.get(), price=Money(900), reference="test", by=None)
    take_from_shelf(gone, 0)
    take_from_shelf(few, 2)
    make_variant(form, sku="OTHER")
    Variant.objects.filter(pk=form.variants.first().pk).update(is_active=False)
    Product.objects.filter(pk=shut.pk).update(state=Product.State.DRAFT)
    client.force_login(ada())
    page = client.post(link_to(order) + "again/", follow=True).content.decode()
    for words in (
        "Dear costs more than then: €15.00 instead of €12.90.",
        "Cheap costs less than then: €9.00 instead of €12.90.",
        "Gone is sold out at the moment.",
        "Few: there are only 2 more of it at the moment.",
        "Form is not sold any more in this form.",
        "Shut is not sold any more.",
    ):
        assert words in page, words
    assert basket_of(ada()) == {"Dear": 3, "Cheap": 3, "Few": 2}


def take_from_shelf(product, left: int) -> None:
    record = product.variants.first().stock.get()
    correct_stock(record=record, on_hand=left, reason="count", by=None)


def test_what_came_in_place_of_another_is_bought_again_and_said(client, provider):
    mug = make_product("Mug", stock=5)
    blue = make_variant(mug, sku="BLUE", stock=4, options={"Color": "Blue"})
    order = sold_out_order(provider, mug, owner=ada())
    substitute_missing(problem=problem(), variant=blue, by=None, at=timezone.now())
    client.force_login(ada())
    page = client.post(link_to(order) + "again/", follow=True).content.decode()
    assert "Mug (Blue) is what you got in place of what you had ordered." in page
    assert Basket.objects.get(owner=ada(), state="open").lines.get().variant == blue


def test_what_is_in_the_basket_already_counts(client, provider):
    mug = make_product("Mug", stock=5)
    order = delivered_order(provider, mug, owner=ada(), quantity=3)
    filled_basket(mug, owner=ada(), quantity=2)
    client.force_login(ada())
    page = client.post(link_to(order) + "again/", follow=True).content.decode()
    assert "as many as can be had are in your basket already" in page
    assert basket_of(ada()) == {"Mug": 2}


def test_a_canceled_order_can_be_had_after_all(client, provider):
    order = paid_order(provider, make_product("Mug"), owner=ada(), quantity=2)
    cancel_order(order=order, by=None, at=timezone.now())
    client.force_login(ada())
    client.post(link_to(order) + "again/")
    assert basket_of(ada()) == {"Mug": 2}


@pytest.mark.parametrize("line", ["x", "0", "²", "9" * 40, "999999"])
def test_a_line_that_is_none_of_the_order_is_refused_in_words(client, provider, line):
    order = delivered_order(provider, make_product("Mug"))
    page = client.post(link_to(order) + "again/", {"line": line}, follow=True).content.decode()
    assert "nothing of this order that could go into a basket" in page


def test_a_gift_card_is_not_bought_again_that_way(client, provider):
    order = bought_gift_card(provider)
    assert "Buy it all again" not in client.get(link_to(order)).content.decode()
    page = client.post(link_to(order) + "again/", follow=True).content.decode()
    assert "nothing of this order that could go into a basket" in page


def test_a_link_that_is_broken_buys_nothing(client):
    assert client.post("/orders/link/nonsense/again/").status_code == 302
    assert not Basket.objects.exists()


def test_a_rhythm_is_told_to_its_customer_alone(client, provider):
    coffee = make_product("Coffee", stock=50)
    for ago in (124, 82, 40):
        with time_machine.travel(timezone.now() - timedelta(days=ago)):
            order = paid_order(provider, coffee, owner=ada())
    words = "You buy Coffee about every 6 weeks; last time 40 days ago."
    assert words not in client.get(link_to(order)).content.decode()
    client.force_login(ben())
    assert words not in client.get(link_to(order)).content.decode()
    client.force_login(ada())
    assert words in client.get(f"/orders/{order.number}/").content.decode()
    page = client.get("/orders/").content.decode()
    assert page.count(words) == 1


def test_what_was_canceled_or_sent_back_makes_no_rhythm(client, provider):
    coffee = make_product("Coffee", stock=50)
    for ago in (124, 82, 40):
        with time_machine.travel(timezone.now() - timedelta(days=ago)):
            order = paid_order(provider, coffee, owner=ada())
    cancel_order(order=order, by=None, at=timezone.now())
    client.force_login(ada())
    assert "You buy Coffee" not in client.get("/orders/").content.decode()
