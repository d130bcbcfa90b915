"""Goods that are not here yet: promised for a day, shown everywhere, given to who waits first, and never twice."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.links import sign_link
from core.models import OutgoingMail
from orders.actions.baskets import TooMany, add_to_basket, open_basket
from orders.actions.cancellation import NothingToCancel, cancel_order, cancel_units
from orders.actions.checkout import PriceChanged, place_order
from orders.actions.expected import follow_expected_days
from orders.actions.fulfillment import NothingToPack, deliver_shipment, pack_shipment, ship_shipment, units_to_pack
from orders.actions.mails import VIEW
from orders.models import Order
from orders.rules.delivery import add_business_days
from orders.tasks.expected import follow_expected_days as sweep_days
from shop.actions.sell_ahead import announce_stock, give_to_all_waiting
from shop.actions.stock import OutOfStock, receive_stock, release_expired_stock
from shop.models import Product, StockHold, StockRecord
from shop.tasks.stock import give_to_waiting
from tests.cast import ADDRESS, Contact, ada, make_delivery, make_location, make_product, paid_order, placed_order, stan

pytestmark = pytest.mark.django_db


def soon(days: int = 10):
    return timezone.localdate() + timedelta(days=days)


def ahead(product: Product, units: int = 5, day=None) -> StockRecord:
    record = receive_stock(
        variant=product.variants.get(), location=make_location(), quantity=0, reference="new", by=None
    )
    return announce_stock(record=record, units=units, expected_on=day or soon(), at=timezone.now())


def came(product: Product, units: int) -> None:
    receive_stock(variant=product.variants.get(), location=make_location(), quantity=units, reference="lorry", by=None)
    give_to_waiting()


def counters(product: Product) -> tuple[int, int, int, int]:
    row = StockRecord.objects.get(variant__product=product)
    return row.on_hand, row.allocated, row.held, row.awaited


def ship(shipment):
    return ship_shipment(shipment=shipment, carrier="dhl", tracking_number="1", by=None, at=timezone.now())


def test_the_page_says_the_day_and_sells(client):
    make_delivery()
    product = make_product("Stoneware mug", stock=0)
    assert "Sold out" in client.get(product.get_absolute_url()).content.decode()
    ahead(product)
    page = client.get(product.get_absolute_url()).content.decode()
    assert "Order for later" in page
    assert "BackOrder" in page
    assert f'"availabilityStarts": "{soon()}"' in page
    assert "Here again on" in client.get(product.category.get_absolute_url()).content.decode()
    client.post("/basket/lines/", {"sku": product.variants.get().sku, "quantity": "2"})
    assert "Here on" in client.get("/basket/").content.decode()
    assert "Here on" in client.get("/checkout/").content.decode()
    assert client.get(f"/api/v1/products/{product.slug}/").json()["expected_on"] == str(soon())


def test_before_its_first_day_it_is_a_pre_order(client):
    product = make_product("Stoneware mug", stock=0, released_on=soon())
    ahead(product)
    page = client.get(product.get_absolute_url()).content.decode()
    assert "Pre-order" in page
    assert "PreOrder" in page


def test_the_promise_starts_on_the_day_the_last_item_is_here(provider):
    here, later = make_product("Bowl", stock=5), make_product("Mug", stock=0)
    ahead(later)
    order = paid_order(provider, here, later)
    method = make_delivery()
    assert order.state == "confirmed"
    assert order.arrives_from == add_business_days(add_business_days(soon(), 1), method.min_days)
    assert {line.title: line.expected_on for line in order.lines.all()} == {"Bowl": None, "Mug": soon()}
    assert counters(later) == (0, 0, 0, 1)


def test_what_comes_goes_to_who_waited_longest_and_to_nobody_else(provider):
    product = make_product(stock=0)
    ahead(product, units=4)
    first = paid_order(provider, product, quantity=2, email="a@example.com")
    second = paid_order(provider, product, quantity=2, email="b@example.com")
    receive_stock(variant=product.variants.get(), location=make_location(), quantity=3, reference="lorry", by=None)
    assert StockRecord.objects.filter(variant__product=product).available() == 0, "a passer-by cannot take them"
    give_to_waiting()
    assert counters(product) == (3, 3, 0, 1)
    assert list(units_to_pack(first).values()) == [2]
    assert list(units_to_pack(second).values()) == [1]
    assert list(Order.objects.to_pack()) == [first]
    assert list(Order.objects.waiting_for_stock()) == [second]
    came(product, 5)
    assert counters(product) == (8, 4, 0, 0)
    assert set(Order.objects.to_pack()) == {first, second}
    assert StockRecord.objects.filter(variant__product=product).available() == 4


def test_part_of_a_line_is_here_and_part_comes(provider):
    product = make_product(stock=2)
    ahead(product)
    order = paid_order(provider, product, quantity=3)
    assert counters(product) == (2, 2, 0, 1)
    line = order.lines.get()
    with pytest.raises(NothingToPack):
        pack_shipment(order=order, quantities={line.pk: 3}, by=None, at=timezone.now())
    ship(pack_shipment(order=order, by=None, at=timezone.now()))
    came(product, 1)
    parcel = ship(pack_shipment(order=order, by=None, at=timezone.now()))
    assert parcel.lines.get().quantity == 1
    assert counters(product) == (0, 0, 0, 0)


def test_no_more_is_sold_ahead_than_allowed_nor_without_a_day_to_come(provider):
    product = make_product(stock=1)
    ahead(product, units=2)
    variant = product.variants.get()
    with pytest.raises(TooMany, match="3 of these"):
        add_to_basket(basket=open_basket(owner=None), variant=variant, quantity=4)
    baskets = [open_basket(owner=None) for _n in range(2)]
    for basket in baskets:
        add_to_basket(basket=basket, variant=variant, quantity=3)
    place(baskets[0])
    with pytest.raises(OutOfStock):
        place(baskets[1])
    StockRecord.objects.update(expected_on=timezone.localdate() - timedelta(days=1), ahead_limit=50)
    with pytest.raises(TooMany):
        add_to_basket(basket=open_basket(owner=None), variant=variant, quantity=1)
    give_to_all_waiting(at=timezone.now())
    assert Product.objects.get().expected_on is None


def place(basket, expected=None):
    return place_order(
        basket=basket,
        contact=Contact("a@example.com", "en", dict(ADDRESS)),
        method_id=make_delivery().pk,
        expected=expected,
        by=None,
        at=timezone.now(),
    )


def test_a_day_that_moved_between_page_and_press_is_confirmed_first(client, provider):
    make_delivery()
    product = make_product(stock=0)
    ahead(product)
    client.post("/basket/lines/", {"sku": product.variants.get().sku, "quantity": "1"})
    quote = client.get("/checkout/").context["quote"].fingerprint
    ahead(product, day=soon(20))
    fields = {"email": "a@example.com", "method": str(make_delivery().pk), "quote": quote, **ADDRESS}
    answer = client.post("/checkout/", fields)
    assert answer.status_code in (409, 422)
    assert not Order.objects.exists()
    assert client.post("/checkout/", fields | {"quote": answer.context["quote"].fingerprint}).status_code == 302
    assert Order.objects.get().lines.get().expected_on == soon(20)


def test_stock_that_goes_in_between_never_makes_an_order_wait_unasked(monkeypatch):
    product = make_product(stock=1)
    ahead(product)
    basket = open_basket(owner=None)
    add_to_basket(basket=basket, variant=product.variants.get(), quantity=1)
    monkeypatch.setattr("orders.actions.pricing.expected_days", lambda **_how: {})
    StockRecord.objects.update(safety=1)
    with pytest.raises(PriceChanged):
        place(basket)
    assert not StockHold.objects.exists()


def test_what_is_not_paid_in_time_is_not_awaited_any_more():
    product = make_product(stock=0)
    ahead(product)
    placed_order(product, quantity=2)
    assert counters(product) == (0, 0, 0, 2)
    release_expired_stock(at=timezone.now() + timedelta(days=1))
    assert counters(product) == (0, 0, 0, 0)


def test_units_that_came_while_it_was_being_paid_are_held(provider):
    product = make_product(stock=0)
    ahead(product)
    order = placed_order(product, quantity=2)
    came(product, 5)
    assert counters(product) == (5, 0, 2, 0)
    assert order.lines.get().expected_on == soon()


def test_canceling_gives_the_place_in_the_queue_back(provider):
    product = make_product(stock=1)
    ahead(product, units=2)
    order = paid_order(provider, product, quantity=3)
    line = order.lines.get()
    cancel_units(order=order, quantities={line.pk: 1}, by=None, at=timezone.now())
    assert counters(product) == (1, 1, 0, 1), "what is not here goes first"
    cancel_order(order=order, by=None, at=timezone.now())
    assert counters(product) == (1, 0, 0, 0)


def test_a_later_day_is_told_once_and_the_rest_can_still_be_taken_out(client, provider):
    here, later = make_product("Bowl", stock=5), make_product("Mug", stock=0, price=1000)
    ahead(later)
    order = paid_order(provider, here, later)
    until = order.arrives_until
    lines = {line.title: line.pk for line in order.lines.all()}
    parcel = ship(pack_shipment(order=order, quantities={lines["Bowl"]: 1}, by=None, at=timezone.now()))
    deliver_shipment(shipment=parcel, by=None, at=timezone.now())
    assert not follow_expected_days(order=order, at=timezone.now())
    ahead(later, day=soon(24))
    for _n in range(2):
        sweep_days()
    order.refresh_from_db()
    assert (order.arrives_until - until).days in (14, 15, 16)
    assert OutgoingMail.objects.filter(template="orders/order_expected").count() == 1
    token = sign_link(VIEW, order.number)
    page = client.get(reverse("orders:order-link", args=[token])).content.decode()
    assert "Take out what is not here yet" in page
    assert "Another day of arrival" in page
    address = reverse("orders:order-units-cancel", args=[token])
    assert f"line-{lines['Bowl']}" not in client.get(address).content.decode()
    with pytest.raises(NothingToCancel):
        cancel_units(order=order, quantities={lines["Bowl"]: 1}, by=None, at=timezone.now())
    client.post(address, {f"line-{lines['Mug']}": "1"})
    order.refresh_from_db()
    assert order.state == "completed"
    assert order.payments.get().refunds.get().amount.minor == 1000
    assert counters(later) == (0, 0, 0, 0)


def test_staff_announce_in_the_admin_and_see_what_is_late(client):
    stan()
    client.login(email="stan@example.com", password="a-long-password")
    product = make_product("Stoneware mug", stock=0)
    receive = reverse("admin:shop_stockrecord_receive_any")
    given = {"location": make_location().pk, "quantity": "0", "reason": "new"}
    assert "no article with this SKU" in client.post(receive, given | {"sku": "nope"}).content.decode()
    client.post(receive, given | {"sku": product.variants.get().sku})
    record = StockRecord.objects.get()
    address = reverse("admin:shop_stockrecord_ahead", args=[record.pk])
    assert "Sell ahead" in client.get(address).content.decode()
    past = client.post(address, {"units": "5", "expected_on": "2020-01-01"}, follow=True)
    assert "today or later" in past.content.decode()
    client.post(address, {"units": "5", "expected_on": str(soon())})
    placed_order(product, owner=ada())
    StockRecord.objects.update(expected_on=timezone.localdate() - timedelta(days=1))
    assert "Goods that are late" in client.get("/staff/").content.decode()
    assert "Stoneware mug" in client.get("/staff/shop/stockrecord/?awaited=late").content.decode()
    client.post(address, {"units": "0"})
    assert StockRecord.objects.get().ahead_limit == 0
