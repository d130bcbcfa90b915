"""Payment under every kind of bad luck: the books stay right, and nobody is charged for nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Event
from core.money import Money
from orders.actions.cancellation import TooLateToCancel, cancel_order
from orders.actions.checkout import BasketEmpty, Contact, NoDelivery, PriceChanged, place_order
from orders.actions.fulfillment import pack_shipment
from orders.actions.payments import (
    PaymentUnavailable,
    abandon_payment,
    open_payment,
    settle,
)
from orders.actions.refunds import RefundTooLarge, execute_refund, refund_line, request_refund
from orders.actions.undoing import undo_placing
from orders.models import Basket, Order, OrderEvent, Payment, Refund
from orders.tasks.payments import sweep_payments, sweep_refunds
from shop.actions.stock import OutOfStock, release_expired_stock
from shop.models import StockRecord
from tests.cast import ADDRESS, filled_basket, make_delivery, make_product, paid_order, placed_order, stan

pytestmark = pytest.mark.django_db


def start(order: Order) -> Payment:
    return open_payment(order=order, at=timezone.now())


def stock() -> tuple[int, int, int]:
    record = StockRecord.objects.get()
    return record.on_hand, record.held, record.allocated


def test_a_placed_order_holds_stock_before_the_provider_is_called(provider):
    order = placed_order(make_product(stock=5), quantity=2)
    assert provider.state()["sessions"] == []
    assert (order.state, order.payments.get().state) == (Order.State.PENDING, Payment.State.STARTED)
    assert stock() == (5, 2, 0)


def test_placing_the_same_basket_twice_is_one_order(provider):
    order = placed_order()
    contact = Contact("guest@example.com", "en", dict(ADDRESS))
    method_id = make_delivery().pk
    again = place_order(
        basket=order.basket, contact=contact, method_id=method_id, expected=None, by=None, at=timezone.now()
    )
    assert again == order
    assert start(order).session_id == start(again).session_id


def test_settling_twice_changes_nothing_the_second_time(provider):
    order = paid_order(provider)
    payment = order.payments.get()
    before = (stock(), order.events.count(), order.state)
    settle(payment=Payment.objects.get(pk=payment.pk), at=timezone.now())
    assert (stock(), order.events.count(), Order.objects.get().state) == before


def test_an_unpaid_page_that_is_still_open_changes_nothing(provider):
    payment = start(placed_order())
    settle(payment=payment, at=timezone.now())
    assert Order.objects.get().state == Order.State.PENDING


def test_an_expired_page_frees_the_stock_and_gives_the_basket_back(provider):
    order = placed_order(make_product(stock=5), quantity=2)
    payment = start(order)
    provider.expire(payment.session_id)
    settle(payment=payment, at=timezone.now())
    assert Order.objects.get().state == Order.State.CANCELED
    assert stock() == (5, 0, 0)
    assert Basket.objects.get().state == Basket.State.OPEN


def test_coming_back_without_paying_closes_the_page(provider):
    payment = start(placed_order())
    abandon_payment(payment=payment, at=timezone.now())
    [session] = provider.state()["sessions"]
    assert session["status"] == "expired"
    assert Payment.objects.get().state == Payment.State.VOIDED


def test_coming_back_after_paying_is_a_sale_whatever_the_address_says(provider):
    payment = start(placed_order())
    provider.pay(payment.session_id)
    abandon_payment(payment=payment, at=timezone.now())
    assert Order.objects.get().state == Order.State.CONFIRMED


def test_a_provider_that_is_away_costs_nothing_and_keeps_the_basket(provider):
    order = placed_order()
    provider.faults.set("error_before", count=9, path="/v1/checkout")
    with pytest.raises(PaymentUnavailable):
        start(order)
    assert Order.objects.get().state == Order.State.CANCELED
    assert Basket.objects.get().state == Basket.State.OPEN
    assert stock() == (10, 0, 0)


def test_an_answer_lost_on_the_way_opens_no_second_page(provider):
    provider.faults.set("drop_after", count=1, path="/v1/checkout/sessions", method="POST")
    payment = start(placed_order())
    assert [session["id"] for session in provider.state()["sessions"]] == [payment.session_id]


def test_a_provider_that_is_away_at_the_return_is_asked_again_by_the_sweeper(provider):
    payment = start(placed_order())
    provider.pay(payment.session_id)
    provider.faults.set("error_before", count=9, path="/v1/checkout")
    with pytest.raises(PaymentUnavailable):
        settle(payment=payment, at=timezone.now())
    provider.faults.clear()
    Payment.objects.update(checked_at=timezone.now() - timedelta(minutes=10))
    sweep_payments()
    assert Order.objects.get().state == Order.State.CONFIRMED


def test_an_order_whose_shopper_never_got_to_the_page_is_given_up_in_time(provider):
    order = placed_order(at=timezone.now() - timedelta(hours=1))
    sweep_payments()
    assert Order.objects.get(pk=order.pk).state == Order.State.CANCELED


def test_a_late_payment_takes_the_stock_again_when_it_is_there(provider):
    payment = start(placed_order(make_product(stock=5), quantity=2))
    release_expired_stock(at=timezone.now() + timedelta(hours=1))
    assert stock() == (5, 0, 0)
    provider.pay(payment.session_id)
    settle(payment=payment, at=timezone.now())
    assert Order.objects.get().state == Order.State.CONFIRMED
    assert stock() == (5, 0, 2)


def test_a_payment_that_is_still_processed_keeps_the_stock(provider):
    payment = start(placed_order(make_product(stock=2), quantity=2))
    provider.process(payment.session_id)
    settle(payment=payment, at=timezone.now())
    release_expired_stock(at=timezone.now() + timedelta(hours=1))
    assert (Order.objects.get().state, stock()) == (Order.State.PENDING, (2, 2, 0))
    provider.finish(payment.session_id)
    settle(payment=payment, at=timezone.now())
    assert (Order.objects.get().state, stock()) == (Order.State.CONFIRMED, (2, 0, 2))


def test_a_payment_that_fails_after_days_gives_everything_back(provider):
    payment = start(placed_order(make_product(stock=2), quantity=2))
    provider.process(payment.session_id)
    provider.finish(payment.session_id, succeeds=False)
    settle(payment=payment, at=timezone.now())
    assert (Order.objects.get().state, stock()) == (Order.State.CANCELED, (2, 0, 0))
    assert Basket.objects.get().state == Basket.State.OPEN


def test_a_payment_after_giving_up_goes_back_by_itself(provider):
    order = placed_order()
    payment = start(order)
    provider.pay(payment.session_id)
    undo_placing(order=order, at=timezone.now())
    Payment.objects.filter(pk=payment.pk).update(state=Payment.State.VOIDED)
    settle(payment=Payment.objects.get(pk=payment.pk), at=timezone.now())
    assert Refund.objects.get().amount == order.total
    told = set(Event.objects.values_list("type", flat=True))
    assert "refund.requested" in told and "order.paid" not in told, "nobody may ship for it"
    assert OrderEvent.objects.filter(order=order, kind="paid").exists()


def test_a_refund_whose_answer_was_lost_is_made_once(provider):
    line = paid_order(provider).lines.get()
    refund_line(line=line, amount=Money(500), reason="scratched", at=timezone.now(), by=None)
    refund = Refund.objects.get()
    provider.faults.set("drop_after", count=9, path="/v1/refunds", method="POST")
    execute_refund(refund=refund)
    provider.faults.clear()
    sweep_refunds()
    assert Refund.objects.get().state == Refund.State.SUCCEEDED
    assert len(provider.state()["refunds"]) == 1


@pytest.mark.parametrize("fault", ["error_before", "error_during", "error_after"])
@pytest.mark.parametrize("later", [timedelta(minutes=5), timedelta(hours=30)])
def test_a_refund_answered_with_a_fault_is_made_once_by_the_sweeper(provider, fault, later):
    """The provider keeps a fault under the key for a day, whether the money went or not; afterwards it has forgotten."""
    line = paid_order(provider, make_product(price=2000)).lines.get()
    provider.faults.set(fault, count=3, path="/v1/refunds", method="POST")
    refund_line(line=line, amount=Money(500), reason="scratched", at=timezone.now(), by=None)
    execute_refund(refund=Refund.objects.get())
    provider.faults.clear()
    provider.advance(later.total_seconds())
    for _sweep in range(3):
        sweep_refunds()
    assert Refund.objects.get().state == Refund.State.SUCCEEDED
    [sent] = provider.state()["refunds"]
    assert (sent["id"], sent["amount"]) == (Refund.objects.get().provider_id, 500)


def test_two_refunds_of_one_amount_are_both_sent_after_a_fault(provider):
    """One is not taken for the other."""
    line = paid_order(provider, make_product(price=2000)).lines.get()
    for reason in ("scratched", "late"):
        provider.faults.set("error_after", path="/v1/refunds", method="POST")
        refund_line(line=line, amount=Money(500), reason=reason, at=timezone.now(), by=None)
        execute_refund(refund=Refund.objects.latest("pk"))
        sweep_refunds()
    assert len({refund["id"] for refund in provider.state()["refunds"]}) == 2
    assert {refund.state for refund in Refund.objects.all()} == {Refund.State.SUCCEEDED}


def test_a_page_whose_closing_met_a_fault_can_be_closed_again(provider):
    payment = start(placed_order())
    provider.faults.set("error_during", count=3, path="/v1/checkout/sessions", method="POST")
    with pytest.raises(PaymentUnavailable):
        abandon_payment(payment=payment, at=timezone.now())
    provider.faults.clear()
    assert abandon_payment(payment=payment, at=timezone.now()).state == Payment.State.VOIDED


def test_more_than_was_paid_never_goes_back(provider):
    order = cancel_order(order=paid_order(provider), by=None, at=timezone.now())
    with pytest.raises(RefundTooLarge):
        request_refund(payment=order.payments.get(), amount=Money(1), reason="more", at=timezone.now())


def test_what_went_back_for_a_damaged_thing_is_not_sent_again_when_the_order_is_canceled(provider):
    order = paid_order(provider, make_product(price=1000), quantity=2)
    refund_line(line=order.lines.get(), amount=Money(400), reason="scratched", at=timezone.now(), by=stan())
    cancel_order(order=order, by=None, at=timezone.now())
    assert [refund.amount.minor for refund in Refund.objects.all()] == [400, order.total.minor - 400]
    assert Payment.objects.get().refunded == order.total


def test_a_line_is_not_refunded_beyond_what_was_paid_for_it(provider):
    line = paid_order(provider, make_product(price=1000)).lines.get()
    refund_line(line=line, amount=Money(600), reason="scratched", at=timezone.now(), by=None)
    with pytest.raises(RefundTooLarge):
        refund_line(line=line, amount=Money(401), reason="scratched", at=timezone.now(), by=None)


def test_a_canceled_order_frees_stock_and_sends_all_money_back(provider):
    order = cancel_order(order=paid_order(provider, make_product(stock=5), quantity=3), by=None, at=timezone.now())
    sweep_refunds()
    assert (order.state, Order.objects.get().payment_status) == (Order.State.CANCELED, "refunded")
    assert stock() == (5, 0, 0)


def test_what_is_being_packed_is_not_canceled(provider):
    order = paid_order(provider)
    pack_shipment(order=order, by=None, at=timezone.now())
    with pytest.raises(TooLateToCancel):
        cancel_order(order=order, by=None, at=timezone.now())


def test_the_last_unit_is_sold_once(provider):
    product = make_product(stock=1)
    first, second = filled_basket(product), filled_basket(product)
    contact, method = Contact("a@example.com", "en", dict(ADDRESS)), make_delivery()
    how = {"contact": contact, "method_id": method.pk, "expected": None, "by": None, "at": timezone.now()}
    place_order(basket=first, **how)
    with pytest.raises(OutOfStock):
        place_order(basket=second, **how)
    assert Basket.objects.get(pk=second.pk).state == Basket.State.OPEN


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"expected": "other"}, PriceChanged),
        ({"method_id": 999_999}, NoDelivery),
        ({"contact": Contact("a@example.com", "en", ADDRESS | {"country_code": "US"})}, NoDelivery),
    ],
)
def test_what_cannot_be_placed_is_refused_and_nothing_is_written(change, refusal):
    basket = filled_basket(make_product())
    contact = Contact("a@example.com", "en", dict(ADDRESS))
    how = {
        "contact": contact,
        "method_id": make_delivery().pk,
        "expected": None,
        "by": None,
        "at": timezone.now(),
    }
    with pytest.raises(refusal):
        place_order(basket=basket, **how | change)
    assert not Order.objects.exists()
    assert stock() == (10, 0, 0)


def test_an_empty_basket_is_no_order():
    with pytest.raises(BasketEmpty):
        place_order(
            basket=Basket.objects.create(),
            contact=Contact("a@example.com", "en", dict(ADDRESS)),
            method_id=make_delivery().pk,
            expected=None,
            by=None,
            at=timezone.now(),
        )


def test_every_step_is_on_the_timeline_once(provider):
    order = paid_order(provider)
    settle(payment=order.payments.get(), at=timezone.now())
    kinds = list(OrderEvent.objects.filter(order=order).values_list("kind", flat=True))
    assert kinds == ["placed", "paid"]
