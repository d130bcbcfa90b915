"""Some things run short, as in every shop, and some are announced before they are there."""

from datetime import datetime, timedelta
from random import Random

from django.utils import timezone

from accounts.models import User
from demo.catalog import Item
from orders.actions.cancel_requests import ask_to_cancel
from orders.actions.holding import hold_order
from orders.models import Order, Shipment
from shop.actions.sell_ahead import announce_stock
from shop.actions.stock import correct_stock
from shop.models import Product, StockRecord

SOLD_AHEAD = 20


def leave_shortages(products: dict[int, Item], rng: Random, staff: User) -> None:
    """Items that say how many are left get that; of the others an option here and there is short or gone."""
    for record in StockRecord.objects.select_related("variant").order_by("pk"):
        item = products[record.variant.product_id]
        left = item.stock
        if left is None and item.options and rng.random() < 0.07:
            left = rng.choice((0, 2, 4))
        if left is not None and left < record.available:
            correct_stock(record=record, on_hand=record.allocated + record.held + left, reason="count", by=staff)


def announce_arrivals(staff: User, at: datetime) -> None:
    """What is sold out comes again in two weeks; one thing that nobody could buy yet is new next month."""
    today = timezone.localdate(at)
    sold_out = StockRecord.objects.filter(variant__product__is_available=False).order_by("pk")
    for record in sold_out[:3]:
        announce_stock(record=record, units=SOLD_AHEAD, expected_on=today + timedelta(days=14), at=at)
    new = Product.objects.listed().filter(order_lines=None, is_available=True).order_by("-pk").first()
    if new is None:
        return
    day = today + timedelta(days=30)
    Product.objects.filter(pk=new.pk).update(released_on=day)
    for record in StockRecord.objects.filter(variant__product=new):
        correct_stock(record=record, on_hand=record.held, reason="not here yet", by=staff)
        announce_stock(record=record, units=SOLD_AHEAD, expected_on=day, at=at)


def doubt_an_address(staff: User, at: datetime) -> None:
    """The newest order that could be packed waits for a look at its address."""
    order = Order.objects.to_pack().order_by("pk").last()
    if order:
        hold_order(order=order, reason=Order.HoldReason.ADDRESS, note="Is there a number 7?", by=staff, at=at)


def ask_for_a_stop(at: datetime) -> None:
    """The buyer of a parcel that is packed has thought better of it."""
    packed = Shipment.objects.filter(state=Shipment.State.PREPARING, order__state=Order.State.CONFIRMED)
    parcel = packed.select_related("order").order_by("pk").last()
    if parcel:
        ask_to_cancel(order=parcel.order, words="I ordered it twice by mistake.", by=parcel.order.customer, at=at)
