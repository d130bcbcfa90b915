"""Many buyers at once on a database that locks rows. Each race has a twin without the lock, which must go wrong."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, connections
from django.db.models import F
from django.utils import timezone

from core.errors import Refused
from core.states import IllegalMove
from orders.actions.checkout import Contact, place_order
from orders.actions.payments import open_payment, settle
from orders.models import Order, OrderEvent, Payment
from shop.actions import stock as stock_verbs
from shop.actions.sell_ahead import announce_stock, give_to_all_waiting
from shop.models import StockHold, StockRecord
from shop.rules.allocation import plan_parcels
from tests.cast import ADDRESS, filled_basket, make_delivery, make_location, make_product, placed_order

pytestmark = [pytest.mark.concurrent, pytest.mark.django_db(transaction=True)]
BUYERS, UNITS = 16, 5


@pytest.fixture(autouse=True)
def _rows_are_locked():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time; the race needs PostgreSQL")


def at_once(verb, arguments) -> list[str]:
    """Call the verb for each argument in a thread of its own, all starting together; returns what became of each."""
    gate = Barrier(len(arguments))

    def run(argument) -> str:
        gate.wait()
        try:
            verb(argument)
        except Refused as refusal:
            return refusal.code
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(len(arguments)) as pool:
        return list(pool.map(run, arguments))


def buy(basket) -> None:
    contact = Contact("a@example.com", "en", dict(ADDRESS))
    method = make_delivery()
    place_order(basket=basket, contact=contact, method_id=method.pk, expected=None, by=None, at=timezone.now())


def crowd() -> list:
    make_delivery()
    product = make_product(stock=UNITS)
    return [filled_basket(product) for _buyer in range(BUYERS)]


def test_a_crowd_buys_exactly_what_there_is():
    outcomes = at_once(buy, crowd())
    record = StockRecord.objects.get()
    assert outcomes.count("done") == UNITS
    assert outcomes.count("out_of_stock") == BUYERS - UNITS
    assert (record.on_hand, record.held, Order.objects.count()) == (UNITS, UNITS, UNITS)


def test_without_the_conditional_statement_the_same_crowd_buys_more(monkeypatch):
    """The negative control: decide from what was read, then write. The constraint is dropped so that the fault shows."""

    def hold_blindly(record_id: int, quantity: int) -> bool:
        StockRecord.objects.filter(pk=record_id).update(held=F("held") + quantity)
        return True

    def plan_together(wanted, shelves):
        gate.wait(10)
        return plan_parcels(wanted, shelves)

    gate = Barrier(BUYERS)
    monkeypatch.setattr(stock_verbs, "_hold_units", hold_blindly)
    monkeypatch.setattr(stock_verbs, "plan_parcels", plan_together)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE shop_stockrecord DROP CONSTRAINT stock_not_promised_twice")
    try:
        baskets = crowd()
        outcomes = at_once(buy, baskets)
        assert outcomes.count("done") > UNITS
    finally:
        StockHold.objects.all().delete()
        StockRecord.objects.update(held=0)
        with connection.cursor() as cursor:
            cursor.execute(
                "ALTER TABLE shop_stockrecord ADD CONSTRAINT stock_not_promised_twice "
                "CHECK (on_hand >= allocated + held)"
            )


def test_return_webhook_and_sweeper_at_once_settle_a_payment_once(provider):
    payment = open_payment(order=placed_order(), at=timezone.now())
    provider.pay(payment.session_id)
    copies = [Payment.objects.get(pk=payment.pk) for _caller in range(8)]
    outcomes = at_once(lambda copy: settle(payment=copy, at=timezone.now()), copies)
    record = StockRecord.objects.get()
    assert set(outcomes) == {"done"}
    assert OrderEvent.objects.filter(kind="paid").count() == 1
    assert (record.held, record.allocated) == (0, 1)


def test_without_the_lock_the_same_callers_all_believe_to_be_first(monkeypatch, provider):
    """The negative control: everybody reads before anybody writes. Only the compare-and-set of the state is left."""
    payment = open_payment(order=placed_order(), at=timezone.now())
    provider.pay(payment.session_id)
    copies = [Payment.objects.get(pk=payment.pk) for _caller in range(8)]
    gate = Barrier(len(copies))

    def read_together(_payments, payment):
        fresh = Payment.objects.get(pk=payment.pk)
        gate.wait(10)
        return fresh

    monkeypatch.setattr(type(Order.objects.all()), "lock", lambda _orders, order: Order.objects.get(pk=order.pk))
    monkeypatch.setattr(type(Payment.objects.all()), "lock", read_together)
    with pytest.raises(IllegalMove):
        at_once(lambda copy: settle(payment=copy, at=timezone.now()), copies)


def test_a_double_press_places_one_order():
    make_delivery()
    basket = filled_basket(make_product())
    assert set(at_once(buy, [basket] * 6)) == {"done"}
    assert Order.objects.count() == 1


def test_no_more_is_sold_ahead_than_allowed_at_once():
    product = make_product(stock=0)
    variant = product.variants.get()
    record = stock_verbs.receive_stock(variant=variant, location=make_location(), quantity=0, reference="new", by=None)
    day = timezone.localdate() + timedelta(days=9)
    announce_stock(record=record, units=UNITS, expected_on=day, at=timezone.now())
    make_delivery()
    baskets = [filled_basket(product) for _buyer in range(BUYERS)]
    outcomes = at_once(buy, baskets)
    assert outcomes.count("done") == UNITS
    assert StockRecord.objects.get().awaited == UNITS
    stock_verbs.receive_stock(variant=variant, location=make_location(), quantity=3, reference="lorry", by=None)
    given = at_once(lambda _turn: give_to_all_waiting(at=timezone.now()), range(6))
    assert given == ["done"] * 6
    row = StockRecord.objects.get()
    assert (row.held, row.awaited) == (3, UNITS - 3)


def test_looking_before_taking_sells_too_much_ahead(monkeypatch):
    def careless(record_id, quantity, at):
        row = StockRecord.objects.get(pk=record_id)
        if row.ahead_limit - row.awaited < quantity:
            return False
        connection.cursor().execute("select pg_sleep(0.2)")
        return bool(StockRecord.objects.filter(pk=record_id).update(awaited=F("awaited") + quantity))

    monkeypatch.setattr(stock_verbs, "_await_units", careless)
    product = make_product(stock=0)
    record = stock_verbs.receive_stock(
        variant=product.variants.get(), location=make_location(), quantity=0, reference="new", by=None
    )
    day = timezone.localdate() + timedelta(days=9)
    announce_stock(record=record, units=UNITS, expected_on=day, at=timezone.now())
    make_delivery()
    at_once(buy, [filled_basket(product) for _buyer in range(BUYERS)])
    assert StockRecord.objects.get().awaited > UNITS
