"""Two clicks at once for one lower price. The race has a twin without the lock, which pays twice."""

import pytest
from django.db import connection
from django.db.models import F
from django.utils import timezone

from core.money import ZERO, Money
from orders.actions import price_drops
from orders.actions.price_drops import pay_price_drop
from orders.models import CreditNote, Order, OrderLine, Payment, PriceDrop, PriceDropPromise, Refund
from orders.rules.refunds import parts_total
from shop.actions.prices import set_price
from tests.cast import make_delivery, make_product, paid_order
from tests.orders.test_stock_concurrency import at_once

pytestmark = [pytest.mark.concurrent, pytest.mark.django_db(transaction=True)]
CLICKS = 10


@pytest.fixture(autouse=True)
def _rows_are_locked():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time; the race needs PostgreSQL")


def line_that_got_cheaper(provider) -> int:
    make_delivery(price=0)
    PriceDropPromise.objects.create(mode="click", least=ZERO)
    product = make_product(price=1000)
    line = paid_order(provider, product, quantity=1).lines.get()
    set_price(variant=product.variants.get(), price=Money(700), reference="staff", by=None)
    return line.pk


def click(line_id: int) -> None:
    line = OrderLine.objects.select_related("order").get(pk=line_id)
    pay_price_drop(line=line, to_credit=False, by=None, at=timezone.now())


def test_many_clicks_at_once_pay_the_difference_once(provider):
    told = at_once(click, [line_that_got_cheaper(provider)] * CLICKS)
    assert (told.count("done"), told.count("not_cheaper")) == (1, CLICKS - 1)
    assert (PriceDrop.objects.count(), Payment.objects.get().refunded) == (1, Money(300))


@pytest.mark.corrupts
def test_without_the_lock_it_is_paid_more_than_once(monkeypatch, provider):
    """The negative control: whether it was paid is read before, and nothing of the database stands behind."""

    def pay_blindly(*, order: Order, parts, reference: str, at, **_other: object) -> CreditNote:
        amount = parts_total(parts)
        Payment.objects.filter(order=order).update(refunded=F("refunded") + amount.minor)
        Refund.objects.create(payment=order.payments.get(), amount=amount, reason="race")
        return CreditNote(order=order, reference=reference, amount=amount, issued_at=at)

    line_id = line_that_got_cheaper(provider)
    monkeypatch.setattr(price_drops, "refund_order", pay_blindly)
    monkeypatch.setattr(price_drops.PriceDrop.objects, "create", lambda **row: PriceDrop(**row), raising=False)
    monkeypatch.setattr(price_drops, "mail_price_drop", lambda order, drop: None)
    monkeypatch.setattr(type(Order.objects.all()), "lock", lambda orders, order: orders.get(pk=order.pk))
    at_once(click, [line_id] * 3)  # what was paid is enough for three
    assert Refund.objects.count() > 1
