"""The same units announced by many at once, and one return paid by many: each with a twin without the lock."""

from itertools import count

import pytest
from django.db import connection
from django.utils import timezone

from core.money import Money
from orders.actions import refunds, return_requests, withdrawals
from orders.actions.receiving import Found, inspect_return, receive_return, settle_return
from orders.actions.return_requests import request_return
from orders.actions.withdrawals import withdraw
from orders.models import Order, Payment, Return, ReturnPolicy
from orders.models.orders import OrderQuerySet
from orders.models.returns import ReturnQuerySet
from orders.rules.returns import Wish
from tests.cast import delivered_order, make_location, make_product, stan
from tests.orders.test_stock_concurrency import at_once

pytestmark = [pytest.mark.concurrent, pytest.mark.django_db(transaction=True)]
ATTEMPTS, UNITS, PRICE = 10, 3, 1000
numbers = count()


@pytest.fixture(autouse=True)
def _rows_are_locked():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time; the race needs PostgreSQL")
    ReturnPolicy(label_fee=Money(0), most_a_year=999, review_from=None).save()


def only_look(rows, row):
    return rows.get(pk=row.pk)


def announce(order: Order) -> None:
    wish = Wish(order.lines.get().pk, 1, "changed_mind")
    request_return(order=order, wishes=[wish], outcome="original", by=None, at=timezone.now())


def test_units_are_announced_as_often_as_there_are(provider):
    order = delivered_order(provider, make_product(price=PRICE), quantity=UNITS)
    told = at_once(announce, [order] * ATTEMPTS)
    assert (told.count("done"), told.count("nothing_to_return")) == (UNITS, ATTEMPTS - UNITS)
    assert Return.objects.count() == UNITS


@pytest.mark.corrupts
def test_without_the_order_s_lock_they_are_announced_more_often(provider, monkeypatch):
    """The negative control: each sees what was there before the others."""
    monkeypatch.setattr(OrderQuerySet, "lock", only_look)
    order = delivered_order(provider, make_product(price=PRICE), quantity=UNITS)
    at_once(announce, [order] * ATTEMPTS)
    assert Return.objects.count() > UNITS


def withdraw_by_form(order: Order) -> None:
    units = {order.lines.get().pk: 1}
    withdraw(order=Order.objects.get(pk=order.pk), units=units, by=None, at=timezone.now(), key="k" * 32)


def test_a_form_withdraws_once_however_often_it_is_pressed(provider):
    order = delivered_order(provider, make_product(price=PRICE), quantity=UNITS)
    assert at_once(withdraw_by_form, [order] * ATTEMPTS) == ["done"] * ATTEMPTS
    assert Return.objects.get().lines.get().requested == 1


@pytest.mark.corrupts
def test_without_the_form_s_key_it_withdraws_more_often(provider, monkeypatch):
    """The negative control: nobody asks whether the form was pressed, and nothing in the rows tells."""
    monkeypatch.setattr(withdrawals, "is_withdrawn", lambda order, key: False)
    monkeypatch.setattr(withdrawals, "_reference", lambda key: f"withdrawal/{next(numbers)}")
    monkeypatch.setattr(withdrawals, "request_return", lambda *, key, **said: request_return(**said))
    order = delivered_order(provider, make_product(price=PRICE), quantity=UNITS)
    at_once(withdraw_by_form, [order] * ATTEMPTS)
    assert Return.objects.count() > 1


def inspected(provider) -> Return:
    order = delivered_order(provider, make_product(price=PRICE), quantity=UNITS)
    announce(order)
    now, by = timezone.now(), stan()
    sent_back = receive_return(sent_back=Return.objects.get(), by=by, at=now)
    found = {row.pk: Found(1, 1, 1) for row in sent_back.lines.all()}
    return inspect_return(sent_back=sent_back, found=found, location=make_location(), by=by, at=now)


def settle(sent_back: Return) -> None:
    settle_return(sent_back=Return.objects.get(pk=sent_back.pk), by=None, at=timezone.now())


def test_a_return_is_paid_once_however_many_press(provider):
    told = at_once(settle, [inspected(provider)] * ATTEMPTS)
    assert (told.count("done"), told.count("return_too_far")) == (1, ATTEMPTS - 1)
    assert Payment.objects.get().refunded == Money(PRICE)


@pytest.mark.corrupts
def test_without_locks_and_the_note_s_cause_it_is_paid_more_than_once(provider, monkeypatch):
    """The negative control: whoever looks sees a return that is not paid, and no note that says otherwise."""

    def move_blindly(self, state, **also):
        type(self)._base_manager.filter(pk=self.pk).update(state=state, **also)

    monkeypatch.setattr(OrderQuerySet, "lock", only_look)
    monkeypatch.setattr(ReturnQuerySet, "lock", only_look)
    monkeypatch.setattr(Return, "move_to", move_blindly)
    monkeypatch.setattr(refunds, "refuse_second_note", lambda **cause: None)
    monkeypatch.setattr(return_requests.Return, "move_to", move_blindly)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE orders_creditnote DROP CONSTRAINT one_credit_note_per_cause")
        cursor.execute("ALTER TABLE orders_orderevent DROP CONSTRAINT one_event_per_cause")
    try:
        at_once(settle, [inspected(provider)] * ATTEMPTS)
        assert Payment.objects.get().refunded > Money(PRICE)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE orders_creditnote, orders_orderevent CASCADE")
            cursor.execute(
                "ALTER TABLE orders_creditnote ADD CONSTRAINT one_credit_note_per_cause UNIQUE (order_id, reference)"
            )
            cursor.execute(
                "ALTER TABLE orders_orderevent ADD CONSTRAINT one_event_per_cause UNIQUE (order_id, kind, reference)"
            )
