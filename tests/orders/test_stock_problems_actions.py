"""Paid, but gone: every way out of it, by the buyer's choice or by itself."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import OutgoingMail
from core.money import Money
from loyalty.models import Purse
from orders.actions.cancellation import DecideFirst, cancel_order, cancel_units
from orders.actions.payments import open_payment, settle
from orders.actions.stock_problems import (
    NotASubstitute,
    ProblemSolved,
    refund_missing,
    substitute_missing,
    substitutes_for,
    supply_order,
    wait_for_stock,
)
from orders.models import Order, Payment, Refund, StockProblem
from orders.tasks.payments import sweep_refunds
from orders.tasks.stock_problems import sweep_stock_problems
from shop.actions.stock import correct_stock, receive_stock, release_stock
from shop.models import StockRecord, Variant
from tests.cast import ada, make_location, make_product, make_variant, placed_order

pytestmark = pytest.mark.django_db


def sold_out_order(provider, *products, left: int = 0, **how) -> Order:
    """An order that was paid after its first product's units were sold otherwise."""
    products = products or (make_product(stock=5, price=1000),)
    order = placed_order(*products, **how)
    payment = open_payment(order=order, at=timezone.now())
    release_stock(reference=order.reference)
    record = StockRecord.objects.get(variant=order.lines.first().variant)
    correct_stock(record=record, on_hand=left, reason="broken", by=None)
    provider.pay(payment.session_id)
    settle(payment=payment, at=timezone.now())
    return Order.objects.get(pk=order.pk)


def problem() -> StockProblem:
    return StockProblem.objects.select_related("order", "line__order").get()


def refunded() -> int:
    return sum(refund.amount.minor for refund in Refund.objects.all())


def test_the_order_is_kept_with_what_there_is_and_the_buyer_is_asked(provider):
    order = sold_out_order(provider, make_product("Mug", stock=5), make_product("Pan", stock=5), left=1, quantity=2)
    assert (order.state, order.payment_status) == ("stock_problem", "paid")
    assert (problem().units, problem().line.title, problem().state) == (1, "Mug", "asked")
    assert sorted(StockRecord.objects.values_list("allocated", flat=True)) == [1, 2]
    assert OutgoingMail.objects.get().template == "orders/stock_problem"


def test_money_back_for_what_is_missing_lets_the_rest_go_on(provider):
    sold_out_order(provider, make_product("Mug", stock=5, price=1000), make_product("Pan", stock=5), left=1, quantity=2)
    refund_missing(problem=problem(), by=None, at=timezone.now())
    order = Order.objects.get()
    assert (order.state, refunded(), order.lines.first().units) == ("confirmed", 1000, 1)
    with pytest.raises(ProblemSolved):
        refund_missing(problem=problem(), by=None, at=timezone.now())
    assert refunded() == 1000


def test_money_back_for_all_of_it_cancels_the_order_with_its_delivery(provider):
    order = sold_out_order(provider)
    refund_missing(problem=problem(), by=None, at=timezone.now())
    assert (Order.objects.get().state, refunded()) == ("canceled", order.total.minor)


def test_who_waits_is_served_first_when_stock_comes(provider):
    order = sold_out_order(provider, quantity=2)
    wait_for_stock(problem=problem(), at=timezone.now())
    variant = order.lines.get().variant
    receive_stock(variant=variant, location=make_location(), quantity=1, reference="delivery", by=None)
    sweep_stock_problems()
    assert (Order.objects.get().state, problem().units, problem().state) == ("stock_problem", 1, "waiting")
    receive_stock(variant=variant, location=make_location(), quantity=3, reference="delivery", by=None)
    sweep_stock_problems()
    assert (Order.objects.get().state, problem().state) == ("confirmed", "supplied")
    record = StockRecord.objects.get()
    assert (record.on_hand, record.allocated) == (4, 2)
    assert OutgoingMail.objects.filter(template="orders/order_confirmation").count() == 1


def test_another_variant_may_take_its_place_and_the_difference_goes_back(provider):
    mug = make_product("Mug", stock=5, price=1000)
    blue = make_variant(mug, sku="BLUE", price=800, stock=4, options={"Color": "Blue"})
    make_variant(mug, sku="GOLD", price=1200, stock=4, options={"Color": "Gold"})
    make_variant(mug, sku="RED", price=900, stock=1, options={"Color": "Red"})
    sold_out_order(provider, mug, quantity=2)
    assert substitutes_for(problem()) == [blue]
    substitute_missing(problem=problem(), variant=blue, by=None, at=timezone.now())
    order = Order.objects.get()
    line = order.lines.get()
    assert (order.state, line.sku, line.options, refunded()) == ("confirmed", "BLUE", "Blue", 400)
    assert StockRecord.objects.get(variant=blue).allocated == 2
    cancel_order(order=order, by=None, at=timezone.now())
    assert refunded() == order.total.minor


def test_a_substitute_that_is_dearer_or_gone_is_refused(provider):
    mug = make_product("Mug", stock=5, price=1000)
    gold = make_variant(mug, sku="GOLD", price=1200, stock=4)
    sold_out_order(provider, mug)
    with pytest.raises(NotASubstitute):
        substitute_missing(problem=problem(), variant=gold, by=None, at=timezone.now())
    assert (Order.objects.get().state, Variant.objects.get(sku="GOLD").stock.get().allocated) == ("stock_problem", 0)


@pytest.mark.parametrize("has_account", [True, False])
def test_after_the_time_the_money_goes_back_by_itself_with_something_for_the_trouble(provider, has_account):
    order = sold_out_order(provider, owner=ada() if has_account else None)
    StockProblem.objects.update(decide_by=timezone.now() - timedelta(minutes=1))
    for _time in range(2):
        sweep_stock_problems()
        sweep_refunds()
    purse = Purse.objects.get()
    assert (Order.objects.get().state, refunded()) == ("canceled", order.total.minor)
    assert (purse.kind, purse.balance) == ("store_credit" if has_account else "gift_card", Money(500))
    mail = OutgoingMail.objects.get(template="orders/goodwill")
    assert has_account or purse.shown_code in mail.text
    assert "€5.00" in mail.text


def test_an_order_with_something_missing_can_still_be_canceled_whole(provider):
    order = sold_out_order(provider, make_product("Mug", stock=5), make_product("Pan", stock=5))
    cancel_order(order=order, by=None, at=timezone.now())
    assert (Order.objects.get().state, refunded()) == ("canceled", order.total.minor)
    assert supply_order(order=order, at=timezone.now()).state == "canceled"


def test_a_canceled_order_has_nothing_left_to_decide(provider):
    order = sold_out_order(provider, make_product("Mug", stock=5), make_product("Pan", stock=5))
    with pytest.raises(DecideFirst):
        cancel_units(order=order, quantities={order.lines.last().pk: 1}, by=None, at=timezone.now())
    cancel_order(order=order, by=None, at=timezone.now())
    StockProblem.objects.update(decide_by=timezone.now() - timedelta(minutes=1))
    sweep_stock_problems()
    assert (problem().state, refunded(), Purse.objects.count()) == ("refunded", order.total.minor, 0)


def test_a_payment_once_captured_stays_captured(provider):
    sold_out_order(provider)
    settle(payment=Payment.objects.get(), at=timezone.now())
    assert StockProblem.objects.count() == 1
