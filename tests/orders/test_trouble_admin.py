"""What staff do when an order cannot simply go out: on hold, packed elsewhere, lost on the way."""

import pytest
from django.urls import reverse
from django.utils import timezone

from core.links import sign_link
from core.models import OutgoingMail
from orders.actions.cancellation import cancel_order
from orders.actions.fulfillment import NothingToPack, OnHold, pack_shipment, ship_shipment, units_to_pack
from orders.actions.holding import NothingToHold, NotOnHold, hold_order, resume_order
from orders.actions.losses import NotOnItsWay, lose_shipment
from orders.actions.mails import VIEW
from orders.actions.rerouting import PackedAlready, reroute_order
from orders.models import Order, Shipment
from shop.actions.stock import OutOfStock, correct_stock, receive_stock
from shop.models import Location, StockRecord
from tests.cast import deliver_order, delivered_order, make_product, paid_order, stan

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    stan()
    client.login(email="stan@example.com", password="a-long-password")
    return client


def pack(order: Order) -> Shipment:
    return pack_shipment(order=order, by=None, at=timezone.now())


def ship(shipment: Shipment) -> Shipment:
    return ship_shipment(shipment=shipment, carrier="dhl", tracking_number="1", by=None, at=timezone.now())


def order_page(client, order: Order) -> str:
    return client.get(reverse("orders:order-link", args=[sign_link(VIEW, order.number)])).content.decode()


def test_an_order_on_hold_says_why_and_does_not_leave(staff, provider):
    order = paid_order(provider)
    parcel = pack(order)
    address = reverse("admin:orders_order_hold", args=[order.pk])
    staff.post(address, {"reason": "address", "note": "no house number"})
    order.refresh_from_db()
    assert (order.state, order.hold_reason) == ("on_hold", "address")
    with pytest.raises(OnHold):
        ship(parcel)
    with pytest.raises(OnHold):
        pack(order)
    assert OutgoingMail.objects.filter(template="orders/order_on_hold").count() == 1
    page = order_page(staff, order)
    assert "not sure that the address is right" in page
    assert "no house number" not in page
    assert "no house number" in staff.get(reverse("admin:orders_order_change", args=[order.pk])).content.decode()
    assert "Let the order go on" in staff.get(address).content.decode()
    staff.post(address)
    assert Order.objects.get().state == "confirmed"
    assert ship(parcel).state == "shipped"


def test_only_what_is_still_to_be_sent_can_wait(staff, provider):
    order = delivered_order(provider)
    with pytest.raises(NothingToHold):
        hold_order(order=order, reason="goods", note="", by=None, at=timezone.now())
    with pytest.raises(NotOnHold):
        resume_order(order=order, by=None, at=timezone.now())
    answer = staff.post(reverse("admin:orders_order_hold", args=[order.pk]), {"reason": "goods"}, follow=True)
    assert "Only a confirmed order" in answer.content.decode()
    assert "valid choice" in staff.post(
        reverse("admin:orders_order_hold", args=[order.pk]), {"reason": "boredom"}
    ).content.decode()  # fmt: skip


def test_its_buyer_may_cancel_an_order_on_hold(client, provider):
    order = paid_order(provider)
    hold_order(order=order, reason="payment", note="", by=None, at=timezone.now())
    assert "Cancel this order" in order_page(client, order)
    cancel_order(order=order, by=None, at=timezone.now())
    assert Order.objects.get().hold_reason == ""
    assert StockRecord.objects.get().allocated == 0


def test_what_is_left_is_packed_at_another_place(staff, provider):
    order = paid_order(provider, make_product(stock=5), quantity=3)
    variant, annex = order.lines.get().variant, Location.objects.create(name="Annex", country_code="DE")
    address = reverse("admin:orders_order_reroute", args=[order.pk])
    assert "just sold out" in staff.post(address, {"location": annex.pk}, follow=True).content.decode()
    receive_stock(variant=variant, location=annex, quantity=2, reference="lorry", by=None)
    assert "Only 2 left" in staff.post(address, {"location": annex.pk}, follow=True).content.decode()
    receive_stock(variant=variant, location=annex, quantity=2, reference="lorry", by=None)
    assert "Units that moved: 3" in staff.post(address, {"location": annex.pk}, follow=True).content.decode()
    assert dict(StockRecord.objects.values_list("location__name", "allocated"))["Annex"] == 3
    assert sum(StockRecord.objects.values_list("allocated", flat=True)) == 3
    assert reroute_order(order=order, location=annex, by=None, at=timezone.now()) == 0, "they are there already"
    assert "Packed somewhere else" not in order_page(staff, order), "no news for the buyer"
    ship(pack(order))
    assert StockRecord.objects.get(location=annex).on_hand == 1


def test_only_part_of_it_moves_when_part_is_there(provider):
    order = paid_order(provider, make_product(stock=5), quantity=3)
    variant, annex = order.lines.get().variant, Location.objects.create(name="Annex", country_code="DE")
    receive_stock(variant=variant, location=annex, quantity=9, reference="lorry", by=None)
    parcel = pack_shipment(order=order, quantities={order.lines.get().pk: 1}, by=None, at=timezone.now())
    with pytest.raises(PackedAlready):
        reroute_order(order=order, location=annex, by=None, at=timezone.now())
    ship(parcel)
    assert reroute_order(order=order, location=annex, by=None, at=timezone.now()) == 2
    ship(pack(order))
    with pytest.raises(NothingToPack):
        reroute_order(order=order, location=annex, by=None, at=timezone.now())


def test_a_place_that_is_closed_takes_nothing(provider):
    order = paid_order(provider, make_product(stock=5))
    annex = Location.objects.create(name="Annex", country_code="DE")
    receive_stock(variant=order.lines.get().variant, location=annex, quantity=9, reference="lorry", by=None)
    Location.objects.filter(pk=annex.pk).update(is_active=False)
    with pytest.raises(OutOfStock):
        reroute_order(order=order, location=annex, by=None, at=timezone.now())


def lose(client, parcel: Shipment, again: str):
    address = reverse("admin:orders_order_parcel_lost", args=[parcel.order_id, parcel.pk])
    return client.post(address, {"send_again": again}, follow=True)


def test_a_lost_parcel_is_sent_again(staff, provider):
    order = paid_order(provider, make_product("Stoneware mug", stock=5), quantity=2)
    parcel = ship(pack(order))
    assert "Lost" in staff.get(reverse("admin:orders_order_change", args=[order.pk])).content.decode()
    lose(staff, parcel, "1")
    record = StockRecord.objects.get()
    assert (record.on_hand, record.allocated) == (3, 2)
    assert list(units_to_pack(order).values()) == [2]
    mail = OutgoingMail.objects.get(template="orders/parcel_lost")
    assert "2 × Stoneware mug" in mail.text
    assert "Lost on the way" in order_page(staff, order)
    with pytest.raises(NotOnItsWay):
        lose_shipment(shipment=parcel, send_again=True, by=None, at=timezone.now())
    assert deliver_order(order, timezone.now()).state == "completed"
    assert StockRecord.objects.get().on_hand == 1


def test_what_cannot_be_sent_again_is_paid_back(staff, provider):
    order = paid_order(provider, make_product(stock=3, price=1000), quantity=2)
    parcel = ship(pack(order))
    correct_stock(record=StockRecord.objects.get(), on_hand=0, reason="counted", by=None)
    receive_stock(
        variant=order.lines.get().variant, location=Location.objects.get(), quantity=1, reference="lorry", by=None
    )
    lose(staff, parcel, "1")
    assert list(units_to_pack(order).values()) == [1]
    assert order.payments.get().refunds.get().amount.minor == 1000
    assert deliver_order(order, timezone.now()).state == "completed"


def test_the_money_of_all_that_was_lost_goes_back_with_delivery(staff, provider):
    order = paid_order(provider, make_product(stock=3, price=1000))
    lose(staff, ship(pack(order)), "0")
    order.refresh_from_db()
    assert order.state == "canceled"
    assert order.payments.get().refunds.get().amount == order.total
    assert "go back to you" in OutgoingMail.objects.get(template="orders/parcel_lost").text


def test_a_parcel_lost_twice_is_sent_a_third_time(staff, provider):
    order = paid_order(provider, make_product(stock=5))
    for _n in range(2):
        lose(staff, ship(pack(order)), "1")
    assert StockRecord.objects.get().on_hand == 3
    assert deliver_order(order, timezone.now()).state == "completed"
    assert order.fulfillment_status == "delivered"


def test_with_one_parcel_delivered_and_the_other_paid_back_the_order_is_complete(staff, provider):
    order = paid_order(provider, make_product("Bowl", stock=3), make_product("Mug", stock=3, price=1000))
    lines = {line.title: line.pk for line in order.lines.all()}
    parcels = [
        ship(pack_shipment(order=order, quantities={pk: 1}, by=None, at=timezone.now())) for pk in lines.values()
    ]
    staff.post(reverse("admin:orders_order_parcel", args=[order.pk, parcels[0].pk]))
    lose(staff, parcels[1], "0")
    assert Order.objects.get().state == "completed"
    assert order.payments.get().refunds.get().amount.minor == 1000
