"""What somebody might try after the sale, or stumble into: nothing is paid twice and nothing is lost."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.money import Money
from orders.actions.cancellation import cancel_order
from orders.actions.exchanges import open_difference
from orders.actions.losses import NotOnItsWay, lose_shipment
from orders.actions.payments import PaymentUnavailable
from orders.actions.problem_claims import NothingToClaim, claim_goods, claim_parcel, decide_claim
from orders.actions.receiving import Found, inspect_return, receive_return, settle_return
from orders.actions.return_quotes import outcomes_for
from orders.actions.return_requests import OutcomeNotOffered, request_return
from orders.models import Claim, Order, Payment, Return, ReturnPolicy
from orders.rules.returns import Wish
from shop.actions.prices import set_price
from shop.models import StockRecord
from tests.cast import (
    ada,
    delivered_order,
    make_coupon,
    make_gift_card,
    make_location,
    make_product,
    make_variant,
    sent_order,
    stan,
)

pytestmark = pytest.mark.django_db
LATE = timedelta(days=30)


@pytest.fixture(autouse=True)
def _free_labels():
    ReturnPolicy(label_fee=Money(0), credit_bonus_percent=10).save()


def _wish(order, units=1, reason="faulty", **more):
    return Wish(order.lines.first().pk, units, reason, **more)


def _ask(order, *wishes, outcome="original", **more):
    return request_return(order=order, wishes=wishes, outcome=outcome, by=None, at=timezone.now(), **more)


def _settled(sent_back, accepted=None):
    now, by = timezone.now(), stan()
    sent_back = receive_return(sent_back=sent_back, by=by, at=now)
    found = {
        row.pk: Found(row.requested, row.requested if accepted is None else accepted) for row in sent_back.lines.all()
    }
    inspect_return(sent_back=sent_back, found=found, location=make_location(), by=by, at=now)
    return settle_return(sent_back=Return.objects.get(pk=sent_back.pk), by=by, at=now)


def _refunded(order):
    return sum(payment.refunded.minor for payment in Payment.objects.filter(order=order))


def _missing(order, remedy="refund", **more):
    units = {order.lines.first().pk: 1}
    return claim_goods(order=order, kind="missing", remedy=remedy, units=units, by=None, at=timezone.now(), **more)


def test_a_unit_stays_for_part_of_its_money_once(provider):
    order = delivered_order(provider, make_product(price=1000), quantity=2)
    for _unit in range(2):
        _ask(order, _wish(order), outcome="keep")
    with pytest.raises(OutcomeNotOffered):
        _ask(order, _wish(order), outcome="keep")
    with pytest.raises(NothingToClaim):
        _missing(order)
    assert _refunded(order) == 600


def test_what_a_kept_unit_brought_is_taken_off_when_it_comes_back_and_off_no_other(provider):
    order = delivered_order(provider, make_product(price=1000), quantity=3)
    _ask(order, _wish(order), outcome="keep")
    assert _settled(_ask(order, _wish(order, 2, reason="not_liked"))).paid_back == Money(2000)
    assert _settled(_ask(order, _wish(order, reason="not_liked"))).paid_back == Money(700 + 490)


def test_a_parcel_of_which_something_came_back_was_not_lost(provider):
    order = sent_order(provider, make_product(price=1000), sent_at=timezone.now() - LATE)
    shipment = order.shipments.get()
    type(shipment).objects.filter(pk=shipment.pk).update(presumed_at=timezone.now() - timedelta(days=9))
    sent_back = _ask(order, _wish(order))
    for _before_and_after in range(2):
        with pytest.raises(NothingToClaim):
            claim_parcel(shipment=shipment, remedy="replacement", by=None, at=timezone.now())
        if sent_back.state == "approved":
            sent_back = _settled(sent_back)
    with pytest.raises(NotOnItsWay):
        lose_shipment(shipment=shipment, send_again=True, by=None, at=timezone.now())
    assert _refunded(order) == order.total.minor


def test_a_unit_that_was_not_accepted_is_not_claimed_as_missing(provider):
    order = delivered_order(provider, make_product(price=1000), quantity=1)
    _settled(_ask(order, _wish(order)), accepted=0)
    with pytest.raises(NothingToClaim):
        _missing(order)
    assert _refunded(order) == 0


def test_pressed_twice_it_is_one_return_and_one_claim(provider):
    order = delivered_order(provider, make_product(price=1000), quantity=4)
    key = "k" * 32
    assert _ask(order, _wish(order), key=key) == _ask(order, _wish(order), key=key)
    assert _missing(order, key=key) == _missing(order, key=key)
    assert (Return.objects.count(), Claim.objects.count()) == (1, 1)


def test_a_cheaper_one_costs_the_share_of_its_price_that_was_paid(provider):
    product = make_product(price=10000, stock=9)
    small = make_variant(product, sku="SMALL", price=4000)
    order = delivered_order(provider, product, codes=[make_coupon("HALF", percent=50).code])
    order_paid = order.lines.get().cost.without_delivery
    assert order_paid == Money(5000)
    _settled(_ask(order, _wish(order, reason="not_fitting", instead=small.pk), outcome="exchange"))
    assert (Order.objects.get(replaces=order).total, _refunded(order)) == (Money(2000), 3000)


def test_the_same_again_never_costs_more_than_it_did(provider):
    product = make_product(price=1000, stock=9)
    order = delivered_order(provider, product)
    set_price(variant=product.variants.get(), price=Money(1500), reference="staff", by=None)
    wish = _wish(order, instead=product.variants.get().pk)
    assert dict(outcomes_for(order=order, wishes=[wish]))["exchange"].difference == Money(0)
    _settled(_ask(order, wish, outcome="exchange"))
    assert Order.objects.get(replaces=order).due == Money(0)


def test_the_difference_is_shown_before_and_is_what_is_asked_for_weeks_later(provider):
    product = make_product(price=1000, stock=9)
    large = make_variant(product, sku="LARGE", price=1300)
    order = delivered_order(provider, product)
    wish = _wish(order, reason="not_fitting", instead=large.pk)
    shown = dict(outcomes_for(order=order, wishes=[wish]))["exchange"]
    sent_back = _ask(order, wish, outcome="exchange", expected=shown.shown)
    set_price(variant=large, price=Money(1900), reference="staff", by=None)
    _settled(sent_back)
    assert (shown.difference, Order.objects.get(replaces=order).due) == (Money(300), Money(300))


def test_an_extra_is_offered_only_on_money_that_would_go_to_a_card(provider):
    order = delivered_order(provider, make_product(price=1000), codes=[make_gift_card(500).shown_code])
    assert "credit" not in dict(outcomes_for(order=order, wishes=[_wish(order)]))
    with pytest.raises(OutcomeNotOffered):
        _ask(order, _wish(order), outcome="credit")


def test_a_free_replacement_that_is_canceled_brings_the_money_of_what_was_missing(provider):
    order = delivered_order(provider, make_product(price=1000, stock=9))
    new = _missing(order, remedy="replacement").replacement
    cancel_order(order=new, by=None, at=timezone.now(), reason="by the customer")
    assert (_refunded(order), Claim.objects.get().amount) == (1000, Money(1000))


def test_a_claim_that_a_loss_has_settled_meanwhile_sends_nothing_twice(provider):
    ReturnPolicy(claim_up_to=Money(100)).save()
    product = make_product(price=1000, stock=9)
    order = sent_order(provider, product, sent_at=timezone.now() - LATE)
    shipment = order.shipments.get()
    claim = claim_parcel(shipment=shipment, remedy="replacement", by=None, at=timezone.now())
    lose_shipment(shipment=shipment, send_again=True, by=None, at=timezone.now())
    claim = decide_claim(claim=claim, grants=True, note="", by=stan(), at=timezone.now())
    assert (claim.state, claim.replacement, StockRecord.objects.get().allocated) == ("granted", None, 1)


def test_an_exchange_can_be_paid_for_a_week_whatever_the_provider_does(provider, settings):
    product = make_product(price=1000, stock=9)
    large = make_variant(product, sku="LARGE", price=1300)
    order = delivered_order(provider, product, owner=ada())
    _settled(_ask(order, _wish(order, reason="not_fitting", instead=large.pk), outcome="exchange"))
    new, there = Order.objects.get(replaces=order), settings.STRIPE_API_BASE
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    with pytest.raises(PaymentUnavailable):
        open_difference(order=new, at=timezone.now())
    settings.STRIPE_API_BASE = there
    payment = open_difference(order=new, at=timezone.now())
    assert Order.objects.get(pk=new.pk).state == "pending" and payment.session_url


def test_the_sweeper_finds_a_return_without_a_label(provider):
    order = delivered_order(provider, make_product())
    sent_back = _ask(order, _wish(order))
    assert list(Return.objects.without_label()) == [sent_back]
