"""Every type of the list is told by something that really happens; nothing else is; and telling costs little."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from jsonschema import Draft202012Validator, FormatChecker, ValidationError

from accounts.actions.closing import close_account
from accounts.actions.events import take_changes
from accounts.models import Change, Event, User, WebhookDelivery
from accounts.rules.event_shapes import KEYS, MAY_LACK, body_shape
from accounts.rules.events import EVENTS, TEST
from accounts.rules.farewell import Farewell
from accounts.rules.webhooks import body_of
from core.audit import all_checks, run_check
from core.money import Money
from core.stripe import ProviderRefused
from loyalty.actions.grants import end_granted
from loyalty.models import Membership
from loyalty.tasks.memberships import sweep_memberships
from orders.actions.cancel_requests import (
    ask_to_cancel,
    decline_cancel_request,
    grant_cancel_request,
    withdraw_cancel_request,
)
from orders.actions.cancellation import cancel_order, cancel_units
from orders.actions.checkout import Contact, place_order
from orders.actions.delays import tell_delay
from orders.actions.expected import follow_expected_days
from orders.actions.fulfillment import pack_shipment
from orders.actions.holding import hold_order, resume_order
from orders.actions.losses import lose_shipment
from orders.actions.payments import open_payment, settle
from orders.actions.problem_claims import claim_goods, decide_claim
from orders.actions.receiving import Found, inspect_return, receive_return, send_return, settle_return
from orders.actions.refunds import execute_refund
from orders.actions.rerouting import reroute_order
from orders.actions.return_messages import write_message
from orders.actions.return_requests import (
    approve_return,
    cancel_return,
    expire_return,
    reject_return,
    request_return,
)
from orders.actions.withdrawals import withdraw
from orders.models import Order, Refund, ReturnPolicy
from orders.rules.partner_events import TOLD
from orders.rules.returns import Wish
from reviews.actions.answers import answer_as_shop
from reviews.actions.moderation import hide_entry, publish_entry, withdraw_entry
from reviews.actions.questions import ask_question
from reviews.actions.reviews import Reviewer, Words, write_review
from reviews.models import EntryState
from shop.actions import partner_events
from shop.actions.catalog import publish_product, record_edit, retire_product
from shop.actions.partner_events import tell_changes
from shop.actions.prices import set_price
from shop.actions.sell_ahead import announce_stock
from shop.actions.stock import correct_stock, receive_stock, release_stock
from shop.models import Location, StockRecord
from tests.cast import (
    ADDRESS,
    ada,
    compared,
    deliver_order,
    delivered_order,
    filled_basket,
    joined,
    make_delivery,
    make_location,
    make_member,
    make_points,
    make_product,
    paid_order,
    placed_order,
    sent_order,
    stan,
)
from tests.webhooks import READS, make_endpoint, make_partner

pytestmark = pytest.mark.django_db
EMITTERS = {}


def emits(*types):
    """The function below lets these types really happen."""

    def keep(function):
        EMITTERS.update(dict.fromkeys(types, function))
        return function

    return keep


@pytest.fixture(autouse=True)
def listener(settings):
    """Somebody subscribes to all of it, so that the catalog is told too."""
    settings.OUTBOUND_HTTP = True
    return make_endpoint("https://partner.example/hook")[0]


@pytest.mark.parametrize("name", EVENTS)
def test_every_type_is_told_by_something_that_really_happens(name, provider):
    EMITTERS[name](provider)
    tell_changes(at=timezone.now())
    event = Event.objects.filter(type=name).first()
    assert event, sorted(set(Event.objects.values_list("type", flat=True)))
    optional = MAY_LACK.get(name, set())
    assert set(event.data) | optional == set(EVENTS[name].keys) | optional
    sent = body_of(
        public_id=event.public_id, name=name, version=event.version, happened_at=event.happened_at, data=event.data
    )
    Draft202012Validator(body_shape(name), format_checker=FormatChecker()).validate(json.loads(sent))
    assert "@" not in str(event.data) and "Ada" not in str(event.data)


def test_no_type_is_told_that_is_not_in_the_list_and_no_emitter_is_left_over():
    assert set(EMITTERS) == set(EVENTS)
    assert set(TOLD.values()) <= set(EVENTS)


def test_the_schema_describes_each_type_and_no_key_that_none_has(client):
    served = client.get("/api/v1/schema/?format=json").json()
    assert set(served["webhooks"]) == {*EVENTS, TEST}
    assert set(KEYS) == {key for kind in EVENTS.values() for key in kind.keys}
    told = served["webhooks"]["shipment.shipped"]["post"]
    data = told["requestBody"]["content"]["application/json"]["schema"]["properties"]["data"]
    assert {"order", "shipment", "carrier", "tracking_number"} == set(data["required"])
    with pytest.raises(ValidationError):
        Draft202012Validator(body_shape("order.paid")).validate({"type": "order.placed"})


def now():
    return timezone.now()


@emits("order.placed", "stock.changed")
def placed(_provider):
    placed_order()


@emits("order.paid")
def paid(provider):
    paid_order(provider)


@emits("order.changed")
def changed(provider):
    order = paid_order(provider, make_product(stock=5), quantity=3)
    cancel_units(order=order, quantities={order.lines.get().pk: 1}, by=None, at=now())


@emits("order.canceled", "refund.requested")
def canceled(provider):
    cancel_order(order=paid_order(provider), by=None, at=now())


@emits("order.held", "order.resumed")
def held(provider):
    order = hold_order(order=paid_order(provider), reason="address", note="", by=None, at=now())
    resume_order(order=order, by=None, at=now())


@emits("order.short")
def short(provider):
    order = placed_order(make_product(stock=5))
    payment = open_payment(order=order, at=now())
    release_stock(reference=order.reference)
    record = StockRecord.objects.get(variant=order.lines.get().variant)
    correct_stock(record=record, on_hand=0, reason="broken", by=None)
    provider.pay(payment.session_id)
    settle(payment=payment, at=now())


@emits("order.expected")
def expected(provider):
    product, day = make_product(stock=0), timezone.localdate() + timedelta(days=10)
    record = receive_stock(
        variant=product.variants.get(), location=make_location(), quantity=0, reference="new", by=None
    )
    announce_stock(record=record, units=5, expected_on=day, at=now())
    order = paid_order(provider, product)
    record.refresh_from_db()
    announce_stock(record=record, units=5, expected_on=day + timedelta(days=14), at=now())
    assert follow_expected_days(order=order, at=now())


@emits("order.delayed")
def delayed(provider):
    order = sent_order(provider, sent_at=now() - timedelta(days=9))
    assert tell_delay(order=order, at=now())


@emits("order.rerouted")
def rerouted(provider):
    order = paid_order(provider, make_product(stock=5))
    annex = Location.objects.create(name="Annex", country_code="DE")
    receive_stock(variant=order.lines.get().variant, location=annex, quantity=5, reference="lorry", by=None)
    reroute_order(order=order, location=annex, by=None, at=now())


@emits("order.withdrawn")
def withdrawn(provider):
    order = paid_order(provider)
    withdraw(order=order, units={order.lines.get().pk: 1}, by=None, at=now())


def _asked_to_cancel(provider):
    order = paid_order(provider)
    pack_shipment(order=order, by=None, at=now())
    return ask_to_cancel(order=Order.objects.get(pk=order.pk), by=None, at=now())


@emits("order.cancel_requested", "order.cancel_withdrawn")
def cancel_withdrawn(provider):
    withdraw_cancel_request(request=_asked_to_cancel(provider), by=None, at=now())


@emits("order.cancel_declined")
def cancel_declined(provider):
    decline_cancel_request(request=_asked_to_cancel(provider), answer="It is on the lorry", by=stan(), at=now())


@emits("shipment.unpacked")
def unpacked(provider):
    grant_cancel_request(request=_asked_to_cancel(provider), by=stan(), at=now())


@emits("shipment.packed", "shipment.shipped", "shipment.delivered")
def delivered(provider):
    deliver_order(paid_order(provider), now())


@emits("shipment.lost")
def lost(provider):
    shipment = sent_order(provider, sent_at=now()).shipments.get()
    lose_shipment(shipment=shipment, send_again=False, by=stan(), at=now())


def _return(provider, **policy):
    ReturnPolicy(label_fee=Money(0), **policy).save()
    order = delivered_order(provider, make_product(price=6000, stock=5), quantity=2, owner=ada())
    wish = Wish(order.lines.get().pk, 1, "changed_mind")
    return request_return(order=order, wishes=[wish], outcome="original", by=ada(), at=now())


@emits("return.requested", "return.canceled")
def return_canceled(provider):
    cancel_return(sent_back=_return(provider), by=ada(), at=now())


@emits("return.approved")
def return_approved(provider):
    approve_return(sent_back=_return(provider, review_from=Money(5000)), by=stan(), at=now())


@emits("return.rejected", "return.contested")
def return_contested(provider):
    rejected = reject_return(sent_back=_return(provider, review_from=Money(5000)), reason="Worn", by=stan(), at=now())
    write_message(sent_back=rejected, text="It is as new.", by=ada(), at=now())


@emits("return.sent", "return.received", "return.settled", "return.restocked")
def return_settled(provider):
    sent_back = send_return(sent_back=_return(provider), by=None, at=now())
    sent_back = receive_return(sent_back=sent_back, by=stan(), at=now())
    found = {row.pk: Found(received=1, accepted=1, restocked=1) for row in sent_back.lines.all()}
    sent_back = inspect_return(sent_back=sent_back, found=found, location=make_location(), by=stan(), at=now())
    settle_return(sent_back=sent_back, by=stan(), at=now())


@emits("return.expired")
def return_expired(provider):
    expire_return(sent_back=_return(provider), at=now() + timedelta(days=15))


@emits("claim.requested", "claim.granted")
def claim_granted(provider):
    order = delivered_order(provider, make_product(price=1000), owner=ada())
    lines = {order.lines.get().pk: 1}
    claim_goods(order=order, kind="missing", remedy="refund", units=lines, by=ada(), at=now())


@emits("claim.declined")
def claim_declined(provider):
    ReturnPolicy(claim_up_to=Money(100)).save()
    order = delivered_order(provider, make_product(price=1000), owner=ada())
    lines = {order.lines.get().pk: 1}
    claim = claim_goods(order=order, kind="missing", remedy="refund", units=lines, by=ada(), at=now())
    decide_claim(claim=claim, grants=False, note="It was there", by=stan(), at=now())


@emits("refund.succeeded")
def refunded(provider):
    canceled(provider)
    execute_refund(refund=Refund.objects.get())
    event = Event.objects.get(type="refund.succeeded")
    assert event.data["refund"] == Refund.objects.get().public_id


@emits("refund.failed")
def refund_failed(provider):
    canceled(provider)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("orders.actions.refunds.create_refund", _refuse)
        execute_refund(refund=Refund.objects.get())


def _refuse(**_more):
    raise ProviderRefused("no")


@emits("product.published", "price.changed")
def published(_provider):
    make_product()


@emits("product.updated")
def updated(_provider):
    product = make_product()
    tell_changes(at=now())
    record_edit(product=product)


@emits("product.retired")
def retired(_provider):
    retire_product(product=make_product())


def _review(provider):
    product = make_product()
    delivered_order(provider, product, owner=ada())
    words = Words(4, "", "Keeps the coffee warm.", "Ada Lovelace", "en")
    review = write_review(product=product, words=words, by=Reviewer(ada()), at=now())
    if review.state != EntryState.PUBLISHED:
        review = publish_entry(entry=review, by=stan(), at=now())
    return review


@emits("review.published", "review.removed")
def review_removed(provider):
    withdraw_entry(entry=_review(provider), at=now())


def _question():
    question = ask_question(
        product=make_product(), text="Does it fit into a dishwasher?", language="en", by=ada(), at=now()
    )
    if question.state != EntryState.PUBLISHED:
        question = publish_entry(entry=question, by=stan(), at=now())
    return question


@emits("question.asked", "question.published", "question.removed")
def question_removed(_provider):
    hide_entry(entry=_question(), reason="unreadable", by=stan(), at=now())


@emits("answer.published", "answer.removed")
def answer_removed(_provider):
    answer = answer_as_shop(
        question=_question(), text="Yes, it does.", language="en", is_official=True, by=stan(), at=now()
    )
    hide_entry(entry=answer, reason="unreadable", by=stan(), at=now())


@emits("membership.started", "membership.ended")
def membership_ended(_provider):
    membership = make_member(ada())
    end_granted(membership=membership, at=membership.ends_at)


@emits("membership.renewed")
def membership_renewed(provider):
    membership = joined(provider, ada(), interval="month")
    provider.renew(membership.stripe_subscription_id)
    compared(membership)


@emits("membership.payment_failed", "membership.lapsed", "membership.recovered")
def membership_recovered(provider):
    membership = joined(provider, ada(), interval="month")
    provider.fail_next_renewal(membership.stripe_subscription_id, 9)
    provider.renew(membership.stripe_subscription_id)
    membership = compared(membership)
    with time_machine.travel(membership.grace_until + timedelta(seconds=1)):
        sweep_memberships()
        provider.fail_next_renewal(membership.stripe_subscription_id, 0)
        provider.advance(3 * 86_400)
        compared(membership)
    assert Membership.objects.get().state == "active"


@emits("points.changed")
def points_changed(_provider):
    make_points(ada(), 100)


@emits("customer.closed")
def customer_closed(_provider):
    user = ada()
    close_account(user=user, wishes=Farewell(), at=now())
    assert Event.objects.get(type="customer.closed").data == {"customer": User.objects.get(pk=user.pk).public_id}


# No storms, and what it costs


def test_one_checkout_is_one_event_of_the_order_and_one_of_stock():
    product = make_product()
    tell_changes(at=now())
    before = Event.objects.count()
    placed_order(product)
    tell_changes(at=now())
    assert list(Event.objects.order_by("pk").values_list("type", flat=True))[before:] == [
        "order.placed",
        "stock.changed",
    ]


def test_checkout_takes_two_statements_more_and_however_many_lines():
    def statements(*products):
        basket = filled_basket(*products)
        contact = Contact("guest@example.com", "en", dict(ADDRESS))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            place_order(basket=basket, contact=contact, method_id=make_delivery().pk, expected=None, by=None, at=now())
        ours = ("accounts_event", "accounts_change", "accounts_webhook", "accounts_partner")
        return [query["sql"] for query in queries if any(table in query["sql"] for table in ours)]

    assert len(statements(make_product())) == 2
    assert len(statements(*[make_product() for _number in range(5)])) == 2


def test_a_thousand_changes_become_few_events():
    products = [make_product(stock=1) for _number in range(12)]
    tell_changes(at=now())
    before = Event.objects.count()
    for turn in range(2, 7):
        for product in products:
            variant = product.variants.get()
            set_price(variant=variant, price=Money(1000 + turn), reference="import", by=None)
            receive_stock(variant=variant, location=make_location(), quantity=1, reference=f"lorry {turn}", by=None)
    assert Change.objects.count() == 120
    assert tell_changes(at=now()) == 120
    stock, prices = (
        Event.objects.filter(type="stock.changed").first(),
        Event.objects.filter(type="price.changed").first(),
    )
    assert Event.objects.count() - before == 2
    assert {row["available"] for row in stock.data["stock"]} == {6}
    assert {row["price"] for row in prices.data["prices"]} == {1006}
    assert len(stock.data["stock"]) == len(prices.data["prices"]) == 12


def test_rows_are_told_a_hundred_at_a_time(monkeypatch):
    monkeypatch.setattr(partner_events, "TOGETHER", 5)
    for _number in range(12):
        make_product()
    tell_changes(at=now())
    sizes = [len(event.data["products"]) for event in Event.objects.filter(type="product.published").order_by("pk")]
    assert sizes == [5, 5, 2]


def test_of_a_product_that_came_and_went_only_the_last_is_told():
    product = make_product()
    retire_product(product=product)
    tell_changes(at=now())
    assert set(Event.objects.filter(type__startswith="product.").values_list("type", flat=True)) == {"product.retired"}
    publish_product(product=product)
    record_edit(product=product)
    tell_changes(at=now())
    assert Event.objects.filter(type__startswith="product.").first().type == "product.published"


def test_what_nobody_subscribed_to_of_the_catalog_leaves_nothing(listener):
    listener.deliveries.all().delete()
    type(listener).objects.update(types=["order.paid"])
    make_product()
    assert Change.objects.exists()
    tell_changes(at=now())
    assert not Change.objects.exists() and not Event.objects.exists()
    assert take_changes(types=["stock.changed"], most=5) == (0, [])


def test_a_refused_checkout_tells_nothing(monkeypatch):
    product = make_product()
    tell_changes(at=now())
    before = Event.objects.count(), Change.objects.count()
    monkeypatch.setattr("orders.actions.checkout._ask_for_payment", lambda *_more: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        placed_order(product)
    assert (Event.objects.count(), Change.objects.count()) == before


@pytest.mark.corrupts
def test_the_audit_misses_a_moment_that_was_not_told(provider):
    order = paid_order(provider)
    [check] = all_checks("events.orders")
    assert run_check(check).rows == []
    event = Event.objects.get(type="order.paid")
    _rename(event, "lost")
    assert [row["order"] for row in run_check(check).rows] == [order.number]


def _rename(event, reference):
    """Past what keeps events as they are."""
    on_postgres = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        if on_postgres:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE accounts_event DISABLE TRIGGER append_only")
        cursor.execute("UPDATE accounts_event SET reference = %s WHERE id = %s", [reference, event.pk])
        if on_postgres:
            cursor.execute("ALTER TABLE accounts_event ENABLE TRIGGER append_only")


def test_nothing_is_handed_out_while_the_shopper_waits(provider):
    paid_order(provider)
    assert Event.objects.unspread().exists() and not WebhookDelivery.objects.exists()


# Whose it is


def test_an_order_is_the_own_of_who_placed_it_and_of_who_keeps_its_goods(provider):
    market, warehouse, other = (make_partner(name, reach="own") for name in ("Market", "Warehouse", "Other"))
    make_location().partners.set([warehouse])
    product = make_product()
    contact = Contact("guest@example.com", "en", dict(ADDRESS))
    order = place_order(
        basket=filled_basket(product), contact=contact, method_id=make_delivery().pk, expected=None, by=None, at=now(),
        partner=market,
    )  # fmt: skip
    payment = open_payment(order=order, at=now())
    provider.pay(payment.session_id)
    settle(payment=payment, at=now())
    pack_shipment(order=Order.objects.get(), by=None, at=now())
    cancel_order(order=paid_order(provider, make_product()), by=None, at=now())
    tell_changes(at=now())

    def heard(partner, **which):
        return set(Event.objects.heard_by(partner, READS).filter(**which).values_list("type", flat=True))

    of_order = {"subject": order.reference}
    assert heard(market, **of_order) == {"order.placed", "order.paid", "shipment.packed"}
    assert heard(warehouse, **of_order) == {"order.paid", "shipment.packed"}
    assert heard(other, **of_order) == set()
    assert "stock.changed" in heard(warehouse) and "refund.requested" in heard(warehouse)
    assert "stock.changed" not in heard(market) and "price.changed" in heard(other)
