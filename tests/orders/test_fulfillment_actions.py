"""Parcels: whole, in parts, never more than was bought."""

import pytest
from django.utils import timezone

from orders.actions.fulfillment import (
    NothingToPack,
    NotReadyToShip,
    deliver_shipment,
    pack_shipment,
    ship_shipment,
    units_to_pack,
)
from orders.models import Order
from shop.models import StockMovement, StockRecord
from tests.cast import make_product, paid_order

pytestmark = pytest.mark.django_db


def ship(shipment):
    return ship_shipment(shipment=shipment, carrier="dhl", tracking_number="1", by=None, at=timezone.now())


def test_an_order_goes_out_in_two_parcels(provider):
    order = paid_order(provider, make_product(stock=10), quantity=5)
    line = order.lines.get()
    for quantity in (2, 3):
        shipment = ship(pack_shipment(order=order, quantities={line.pk: quantity}, by=None, at=timezone.now()))
        deliver_shipment(shipment=shipment, by=None, at=timezone.now())
        status = Order.objects.get().fulfillment_status
        assert status == ("partly_shipped" if quantity == 2 else "delivered")
    record = StockRecord.objects.get()
    assert Order.objects.get().state == "completed"
    assert (record.on_hand, record.allocated) == (5, 0)
    assert sum(StockMovement.objects.values_list("quantity", flat=True)) == record.on_hand


@pytest.mark.parametrize("quantity", [6, -1, 0])
def test_only_what_was_bought_is_packed(provider, quantity):
    order = paid_order(provider, make_product(stock=10), quantity=5)
    with pytest.raises(NothingToPack):
        pack_shipment(order=order, quantities={order.lines.get().pk: quantity}, by=None, at=timezone.now())
    assert units_to_pack(order) == {order.lines.get().pk: 5}


def test_a_parcel_is_shipped_once_and_delivered_after(provider):
    order = paid_order(provider)
    shipment = pack_shipment(order=order, by=None, at=timezone.now())
    with pytest.raises(NotReadyToShip):
        deliver_shipment(shipment=shipment, by=None, at=timezone.now())
    ship(shipment)
    with pytest.raises(NotReadyToShip):
        ship(shipment)
    assert StockRecord.objects.get().on_hand == 9
