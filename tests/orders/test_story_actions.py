"""One order from basket to doorstep by its verbs."""

import pytest
from django.core import mail

from core.money import Money
from orders.models import Order, Payment
from shop.models import StockRecord
from tests.cast import deliver_mail, delivered_order, make_product, paid_order

pytestmark = pytest.mark.django_db


def test_a_paid_order_is_confirmed_and_its_units_are_allocated(provider):
    product = make_product(price=1290, stock=10)
    order = paid_order(provider, product, quantity=3)
    record = StockRecord.objects.get(variant__product=product)
    assert (order.state, order.payment_status) == (Order.State.CONFIRMED, "paid")
    assert (record.on_hand, record.allocated, record.held) == (10, 3, 0)
    assert order.total == Money(3 * 1290 + 490)


def test_a_delivered_order_is_completed_and_three_mails_were_sent(provider):
    order = delivered_order(provider)
    deliver_mail()
    assert order.state == Order.State.COMPLETED
    assert [message.subject.split(order.number)[1].strip() for message in mail.outbox] == [
        "is in",
        "is on its way",
        "has arrived",
    ]


def test_the_provider_and_the_shop_have_the_same_books(provider):
    order = paid_order(provider)
    [charge] = provider.state()["charges"]
    payment = Payment.objects.get(order=order)
    assert (charge["amount"], charge["currency"]) == (payment.amount.minor, payment.currency.lower())
