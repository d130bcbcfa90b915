"""Asking to cancel what is packed: by the buyer, decided by staff, and nothing leaves before that."""

import pytest
from django.utils import timezone

from core.models import OutgoingMail
from orders.actions.cancel_requests import (
    AskedBefore,
    NothingPacked,
    NothingToStop,
    NotOpen,
    ask_to_cancel,
    decline_cancel_request,
    grant_cancel_request,
    ship_despite_request,
    withdraw_cancel_request,
)
from orders.actions.fulfillment import (
    BuyerAsksToCancel,
    ParcelUnpacked,
    deliver_shipment,
    pack_shipment,
    ship_shipment,
)
from orders.actions.losses import lose_shipment
from orders.models import CancelRequest, Order, OrderEvent, Refund, Shipment
from shop.models import StockHold, StockRecord
from tests.cast import ada, make_product, paid_order, stan
from tests.orders.test_orders_pages import link_to

pytestmark = pytest.mark.django_db


def packed_order(provider, **how) -> Order:
    order = paid_order(provider, make_product("Mug", stock=10), **how)
    pack_shipment(order=order, by=None, at=timezone.now())
    return order


def send(parcel: Shipment, verb=ship_shipment) -> Shipment:
    return verb(shipment=parcel, carrier="dhl", tracking_number="1", by=None, at=timezone.now())


def pack(order: Order, units: int) -> Shipment:
    return pack_shipment(order=order, quantities={order.lines.get().pk: units}, by=None, at=timezone.now())


def asked(order: Order, words: str = "") -> CancelRequest:
    return ask_to_cancel(order=order, words=words, by=None, at=timezone.now())


def mails(template: str) -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(template=f"orders/{template}"))


def staff_page(client, path: str, fields: dict | None = None) -> str:
    client.force_login(stan())
    answer = client.get(path) if fields is None else client.post(path, fields, follow=True)
    return answer.content.decode()


# The buyer


def test_a_guest_asks_by_the_link_and_takes_it_back(client, provider):
    order = packed_order(provider)
    page = client.get(link_to(order)).content.decode()
    assert "Ask to cancel what is packed" in page
    assert "Yes, cancel the order" not in page
    page = client.post(link_to(order) + "cancel-request/", {"words": " Wrong   size "}, follow=True).content.decode()
    assert "We have your request." in page
    assert "No, send it after all" in page
    assert "Ask to cancel what is packed" not in page
    request = CancelRequest.objects.get()
    assert (request.state, request.words) == ("asked", "Wrong size")
    page = client.post(link_to(order) + "cancel-request/withdrawal/", follow=True).content.decode()
    assert "your order goes on" in page
    assert "Ask to cancel what is packed" in page
    assert CancelRequest.objects.get().state == "withdrawn"
    send(order.shipments.get())


def test_to_ask_twice_is_to_ask_once(provider):
    order = packed_order(provider)
    assert asked(order) == asked(order)


def test_before_packing_nobody_has_to_ask(client, provider):
    order = paid_order(provider)
    assert "Ask to cancel what is packed" not in client.get(link_to(order)).content.decode()
    with pytest.raises(NothingPacked):
        asked(order)


def test_what_has_left_is_not_stopped(client, provider):
    order = packed_order(provider)
    send(order.shipments.get())
    page = client.post(link_to(order) + "cancel-request/", follow=True).content.decode()
    assert "can be stopped any more" in page
    with pytest.raises(NothingToStop):
        asked(order)
    assert not CancelRequest.objects.exists()


def test_after_a_no_nobody_asks_again(client, provider):
    order = packed_order(provider)
    decline_cancel_request(request=asked(order), answer="It is made to measure.", by=None, at=timezone.now())
    with pytest.raises(AskedBefore):
        asked(order)
    page = client.get(link_to(order)).content.decode()
    assert "It is made to measure." in page
    assert "Ask to cancel what is packed" not in page


@pytest.mark.parametrize("words", ["x" * 301, "<script>alert(1)</script>", "x\0y"])
def test_whatever_a_buyer_writes_is_no_fault(client, provider, words):
    order = packed_order(provider)
    answer = client.post(link_to(order) + "cancel-request/", {"words": words})
    assert answer.status_code in (302, 400)
    assert "<script>alert" not in client.get(link_to(order)).content.decode()


def test_a_broken_link_asks_nothing(client, provider):
    packed_order(provider)
    assert client.post("/orders/link/nonsense/cancel-request/").status_code == 302
    assert client.post("/orders/link/nonsense/cancel-request/withdrawal/").status_code == 302
    assert not CancelRequest.objects.exists()


def test_nothing_to_take_back_is_not_found(client, provider):
    order = packed_order(provider)
    assert client.post(link_to(order) + "cancel-request/withdrawal/").status_code == 404


# Until it is decided


def test_nothing_is_packed_or_sent_until_somebody_decides(provider):
    order = paid_order(provider, make_product(stock=10), quantity=3)
    first = pack(order, 1)
    request = asked(order)
    with pytest.raises(BuyerAsksToCancel):
        send(first)
    with pytest.raises(BuyerAsksToCancel):
        pack(order, 1)
    withdraw_cancel_request(request=request, by=None, at=timezone.now())
    send(pack(order, 2))
    send(first)


def test_packers_see_it_where_they_work(client, provider):
    order = packed_order(provider)
    request = asked(order, "Ordered twice")
    words = f"The buyer of {order.number} asked to cancel: do not ship."
    assert words in staff_page(client, "/staff/orders/shipment/pick-list/")
    page = staff_page(client, f"/staff/orders/order/{order.pk}/change/")
    assert words in page
    assert "Ordered twice" in page
    assert "Buyers who ask to cancel" in staff_page(client, "/staff/")
    assert order.number in staff_page(client, "/staff/orders/cancelrequest/?state__exact=asked")
    other = packed_order(provider)
    assert words not in staff_page(client, f"/staff/orders/order/{other.pk}/change/")
    withdraw_cancel_request(request=request, by=None, at=timezone.now())
    assert words not in staff_page(client, "/staff/orders/shipment/pick-list/")


def test_who_ships_it_all_the_same_has_to_say_so(client, provider):
    order = packed_order(provider)
    asked(order)
    parcel = order.shipments.get()
    path, fields = f"/staff/orders/order/{order.pk}/parcels/{parcel.pk}/", {"carrier": "dhl", "tracking_number": "1"}
    staff_page(client, path, fields)
    assert Shipment.objects.get().state == "preparing"
    staff_page(client, path, fields | {"is_gone": "on"})
    assert Shipment.objects.get().state == "shipped"
    assert CancelRequest.objects.get().state == "too_late"
    (mail,) = mails("cancel_declined")
    assert "The carrier had it already" in mail.text
    assert "send it back within 30 days" in mail.text
    client.logout()
    assert "The carrier had it already" in client.get(link_to(order)).content.decode()


# The decision


def test_granting_takes_the_parcel_apart_and_sends_the_money_back(client, provider):
    order = packed_order(provider, owner=ada(), quantity=2)
    asked(order)
    page = staff_page(client, f"/staff/orders/order/{order.pk}/cancel-request/", {"decision": "grant"})
    assert "The parcel is not to be sent." in page
    order.refresh_from_db()
    assert (order.state, order.payment_status, order.shipments.count()) == ("canceled", "refunded", 0)
    record = StockRecord.objects.get()
    assert (record.on_hand, record.allocated, record.held) == (10, 0, 0)
    assert CancelRequest.objects.get().decided_by == stan()
    kinds = set(OrderEvent.objects.values_list("kind", flat=True))
    assert {"cancel_asked", "unpacked", "canceled"} <= kinds
    assert len(mails("order_canceled")) == 1
    client.force_login(ada())
    page = client.get(f"/orders/{order.number}/").content.decode()
    assert "We stopped it in time." in page
    assert "Taken out of the parcel again" not in page


def test_of_an_order_that_left_in_part_the_rest_is_canceled(provider):
    order = paid_order(provider, make_product("Mug", price=1000, stock=10), quantity=5)
    sent, packed = send(pack(order, 2)), pack(order, 2)
    grant_cancel_request(request=asked(order), by=None, at=timezone.now())
    line = order.lines.get()
    assert (line.canceled, line.units) == (3, 2)
    assert Refund.objects.get().amount.minor == 3000
    assert not Shipment.objects.filter(pk=packed.pk).exists()
    assert StockRecord.objects.get().allocated == 0
    assert len(mails("order_changed")) == 1
    deliver_shipment(shipment=sent, by=None, at=timezone.now())
    assert Order.objects.get().state == "completed"


def test_what_was_sent_and_arrived_completes_the_order_once_the_rest_is_canceled(provider):
    order = paid_order(provider, make_product(stock=10), quantity=2)
    deliver_shipment(shipment=send(pack(order, 1)), by=None, at=timezone.now())
    pack(order, 1)
    grant_cancel_request(request=asked(order), by=None, at=timezone.now())
    assert Order.objects.get().state == "completed"


def test_what_was_lost_and_packed_again_is_canceled_whole(provider):
    order = packed_order(provider)
    lose_shipment(shipment=send(order.shipments.get()), send_again=True, by=None, at=timezone.now())
    pack_shipment(order=order, by=None, at=timezone.now())
    grant_cancel_request(request=asked(order), by=None, at=timezone.now())
    order.refresh_from_db()
    assert (order.state, order.payment_status) == ("canceled", "refunded")
    assert not StockHold.objects.filter(state__in=["held", "allocated"]).exists()


def test_an_order_on_hold_can_be_stopped_too(provider):
    order = packed_order(provider)
    Order.objects.filter(pk=order.pk).update(state="on_hold", hold_reason="address")
    grant_cancel_request(request=asked(order), by=None, at=timezone.now())
    assert Order.objects.get().state == "canceled"


def test_declining_tells_the_buyer_why_and_how_to_send_it_back(client, provider):
    order = packed_order(provider)
    asked(order)
    path = f"/staff/orders/order/{order.pk}/cancel-request/"
    assert "The buyer should read why." in staff_page(client, path, {"decision": "decline"})
    assert CancelRequest.objects.get().state == "asked"
    staff_page(client, path, {"decision": "decline", "answer": "It is made to measure."})
    (mail,) = mails("cancel_declined")
    assert "It is made to measure." in mail.text
    assert "send it back within 30 days" in mail.text
    send(order.shipments.get())
    assert client.get(path).status_code == 404


def test_a_decision_is_made_once(provider):
    order = packed_order(provider)
    request = asked(order)
    decline_cancel_request(request=request, answer="No.", by=None, at=timezone.now())
    for verb in (grant_cancel_request, withdraw_cancel_request):
        with pytest.raises(NotOpen):
            verb(request=request, by=None, at=timezone.now())
    assert Order.objects.get().state == "confirmed"


def test_a_parcel_that_was_taken_apart_is_not_sent(provider):
    order = packed_order(provider)
    parcel = order.shipments.get()
    grant_cancel_request(request=asked(order), by=None, at=timezone.now())
    for verb in (ship_shipment, ship_despite_request):
        with pytest.raises(ParcelUnpacked):
            send(parcel, verb)
