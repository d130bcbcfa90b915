"""Packer and buyer at once: a parcel is sent or stopped, never both. The race has a twin without the lock."""

from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from orders.actions.cancel_requests import ask_to_cancel, grant_cancel_request, ship_despite_request
from orders.actions.fulfillment import pack_shipment, ship_shipment
from orders.models import CancelRequest, Order, Shipment
from tests.cast import make_product, paid_order
from tests.orders.test_stock_concurrency import at_once

pytestmark = [pytest.mark.concurrent, pytest.mark.django_db(transaction=True)]
TURNS = 6


@pytest.fixture(autouse=True)
def _rows_are_locked():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time; the race needs PostgreSQL")


def packed(provider) -> Shipment:
    order = paid_order(provider, make_product(stock=3), quantity=2)
    return pack_shipment(order=order, by=None, at=timezone.now())


def ship(parcel: Shipment, verb=ship_shipment) -> None:
    parcel = Shipment(pk=parcel.pk, order=Order.objects.get(pk=parcel.order_id))
    verb(shipment=parcel, carrier="dhl", tracking_number="1", by=None, at=timezone.now())


def ask(parcel: Shipment) -> None:
    ask_to_cancel(order=Order.objects.get(pk=parcel.order_id), by=None, at=timezone.now())


def grant(parcel: Shipment) -> None:
    request = CancelRequest.objects.select_related("order").get(order_id=parcel.order_id)
    grant_cancel_request(request=request, by=None, at=timezone.now())


@pytest.mark.parametrize("turn", range(TURNS))
def test_a_parcel_is_sent_or_its_buyer_waits_for_an_answer(provider, turn):
    parcel = packed(provider)
    outcomes = at_once(lambda deed: deed(parcel), [ship, ask])
    is_sent = Shipment.objects.get(pk=parcel.pk).state == "shipped"
    is_asked = CancelRequest.objects.filter(order=parcel.order_id, state="asked").exists()
    assert is_sent != is_asked
    assert outcomes == (["done", "nothing_to_stop"] if is_sent else ["buyer_asks_to_cancel", "done"])


@pytest.mark.parametrize("turn", range(TURNS))
def test_a_parcel_is_sent_or_stopped(provider, turn):
    parcel = packed(provider)
    ask(parcel)
    outcomes = at_once(lambda deed: deed(), [lambda: ship(parcel, ship_despite_request), lambda: grant(parcel)])
    order = Order.objects.get(pk=parcel.order_id)
    state = CancelRequest.objects.get(order=order).state
    if Shipment.objects.filter(pk=parcel.pk).exists():
        assert (order.state, order.payment_status, state) == ("confirmed", "paid", "too_late")
        assert outcomes == ["done", "request_not_open"]
    else:
        assert (order.state, order.payment_status, state) == ("canceled", "refunded", "granted")
        assert outcomes == ["parcel_unpacked", "done"]


@pytest.mark.corrupts
def test_without_the_lock_a_parcel_leaves_while_its_buyer_waits(monkeypatch, provider):
    """The negative control: both look before either writes."""
    parcel, gate = packed(provider), Barrier(2)

    def read_together(_orders, order):
        fresh = Order.objects.get(pk=order.pk)
        return fresh

    def look_together(requests):
        found = requests.filter(state="asked")
        is_there = found.exists()
        gate.wait(10)
        return found if is_there else found.none()

    def stoppable(order):
        is_packed = order.shipments.filter(state="preparing").exists()
        gate.wait(10)
        return is_packed

    monkeypatch.setattr(type(Order.objects.all()), "lock", read_together)
    monkeypatch.setattr(type(CancelRequest.objects.all()), "open", look_together)
    monkeypatch.setattr("orders.actions.cancel_requests.is_stoppable", stoppable)
    assert at_once(lambda deed: deed(parcel), [ship, ask]) == ["done", "done"]
    assert Shipment.objects.get(pk=parcel.pk).state == "shipped"
    assert CancelRequest.objects.get().state == "asked"
