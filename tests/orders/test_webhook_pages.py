"""Stripe's webhook: signed, lately, small; and whatever comes twice or twenty times is done once."""

import json
import time

import pytest
import stripe
from django.utils import timezone

from orders.actions.payments import open_payment
from orders.models import Order, OrderEvent, StripeEvent
from orders.tasks.payments import sweep_payments
from tests.cast import placed_order

pytestmark = pytest.mark.django_db


def event(object_id: str = "cs_1", event_id: str = "evt_1") -> bytes:
    data = {"id": object_id, "object": "checkout.session", "payment_status": "paid", "amount_total": 1}
    kind = "checkout.session.completed"
    return json.dumps({"id": event_id, "object": "event", "type": kind, "data": {"object": data}}).encode()


def post(client, body: bytes, secret: str = "whsec_demo", age: int = 0):
    moment = int(time.time()) - age
    signature = stripe.WebhookSignature._compute_signature(f"{moment}.{body.decode()}", secret)
    return client.post(
        "/webhooks/stripe/",
        body,
        content_type="application/json",
        headers={"Stripe-Signature": f"t={moment},v1={signature}"},
    )


def test_a_signed_event_is_stored_once_however_often_it_comes(client, bells):
    for _time in range(20):
        assert post(client, event()).status_code == 200
    assert StripeEvent.objects.count() == 1


@pytest.mark.parametrize("how", [{"secret": "whsec_other"}, {"age": 3600}])
def test_a_forged_or_old_event_is_refused(client, how):
    assert post(client, event(), **how).status_code == 400
    assert not StripeEvent.objects.exists()


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"null", b"[]", b'{"id": 1}', b"\xff\xfe", b'{"id":"evt","type":"x","data":{}}']
)
def test_a_body_that_is_no_event_is_refused(client, body):
    assert client.post("/webhooks/stripe/", body, content_type="application/json").status_code == 400


def test_a_huge_event_is_refused_unread(client):
    assert post(client, event(object_id="x" * 400_000)).status_code == 413


def test_the_webhook_is_posted_to_and_nothing_else(client):
    assert client.get("/webhooks/stripe/").status_code == 405


def test_an_event_that_lies_about_a_payment_changes_nothing(client, provider):
    payment = open_payment(order=placed_order(), at=timezone.now())
    post(client, event(object_id=payment.session_id))
    sweep_payments()
    assert Order.objects.get().state == Order.State.PENDING


def test_an_event_alone_settles_a_payment(client, provider):
    payment = open_payment(order=placed_order(), at=timezone.now())
    provider.pay(payment.session_id)
    for number in range(3):
        post(client, event(object_id=payment.session_id, event_id=f"evt_{number}"))
    sweep_payments()
    assert Order.objects.get().state == Order.State.CONFIRMED
    assert OrderEvent.objects.filter(kind="paid").count() == 1


def test_an_event_about_something_unknown_is_put_aside(client, provider):
    post(client, event(object_id="cs_of_another_shop"))
    sweep_payments()
    assert StripeEvent.objects.get().processed_at is not None
