"""The calls we rely on, against the fake provider always and against Stripe itself when `STRIPE_CONTRACT_KEY` is set.

The key must be a test key. What passes here on one side and fails on the other is a fault of the fake.
"""

import os
import time
import uuid

import pytest
import stripe

KEY = os.environ.get("STRIPE_CONTRACT_KEY", "")
pytestmark = pytest.mark.contract


@pytest.fixture(params=["fake", "stripe"] if KEY.startswith("sk_test_") else ["fake"])
def client(request):
    if request.param == "stripe":
        return stripe.StripeClient(KEY)
    fake = request.getfixturevalue("fake")
    return stripe.StripeClient("sk_test_contract", base_addresses={"api": fake.url}, max_network_retries=0)


def test_a_session_is_created_retrieved_and_expired(client):
    session = client.v1.checkout.sessions.create(_session())
    assert (session.status, session.payment_status, session.amount_total) == ("open", "unpaid", 4_320)
    assert session.url and session.payment_intent is None and session.metadata.order == "7"
    again = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["line_items"]})
    assert again.line_items.data[0].amount_total == 4_320
    assert client.v1.checkout.sessions.expire(session.id).status == "expired"
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.checkout.sessions.expire(session.id)


def test_a_session_may_not_expire_within_half_an_hour(client):
    with pytest.raises(stripe.InvalidRequestError) as caught:
        client.v1.checkout.sessions.create(_session(expires_at=int(time.time()) + 600))
    assert caught.value.param == "expires_at"


def test_a_session_below_the_smallest_amount_is_refused(client):
    with pytest.raises(stripe.InvalidRequestError) as caught:
        client.v1.checkout.sessions.create(_session(amount=10))
    assert caught.value.code == "amount_too_small"


def test_a_misspelled_parameter_is_refused(client):
    with pytest.raises(stripe.InvalidRequestError) as caught:
        client.v1.checkout.sessions.create(_session(succes_url="https://shop.example/"))
    assert caught.value.code == "parameter_unknown"


def test_a_good_card_pays_at_once(client):
    intent = client.v1.payment_intents.create(_payment(expand=["latest_charge"]))
    assert (intent.status, intent.amount_received) == ("succeeded", 2_000)
    charge = intent.latest_charge
    assert charge.paid and charge.captured and charge.payment_method_details.card.last4 == "4242"


def test_a_card_is_confirmed_in_a_second_step(client):
    intent = client.v1.payment_intents.create({"amount": 2_000, "currency": "eur", "payment_method_types": ["card"]})
    assert intent.status == "requires_payment_method"
    intent = client.v1.payment_intents.confirm(intent.id, {"payment_method": "pm_card_visa"})
    assert intent.status == "succeeded"


def test_an_authorized_amount_is_captured_later(client):
    intent = client.v1.payment_intents.create(_payment(capture_method="manual"))
    assert (intent.status, intent.amount_capturable) == ("requires_capture", 2_000)
    assert client.v1.payment_intents.capture(intent.id).status == "succeeded"


def test_an_authorized_amount_is_let_go(client):
    intent = client.v1.payment_intents.create(_payment(capture_method="manual"))
    assert client.v1.payment_intents.cancel(intent.id).status == "canceled"


@pytest.mark.parametrize(
    ("token", "code", "decline_code"),
    [
        ("pm_card_visa_chargeDeclined", "card_declined", "generic_decline"),
        ("pm_card_visa_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds"),
        ("pm_card_chargeDeclinedExpiredCard", "expired_card", None),
        ("pm_card_chargeDeclinedIncorrectCvc", "incorrect_cvc", None),
        ("pm_card_chargeDeclinedProcessingError", "processing_error", None),
    ],
)
def test_a_bad_card_is_declined(client, token, code, decline_code):
    with pytest.raises(stripe.CardError) as caught:
        client.v1.payment_intents.create(_payment(payment_method=token))
    error = caught.value.error
    assert error.code == code and (decline_code is None or error.decline_code == decline_code)
    intent = client.v1.payment_intents.retrieve(error.payment_intent.id)
    assert (intent.status, intent.last_payment_error.code) == ("requires_payment_method", code)


def test_a_card_that_asks_requires_action(client):
    token, back = "pm_card_authenticationRequired", "https://shop.example/back/"
    intent = client.v1.payment_intents.create(_payment(payment_method=token, return_url=back))
    assert (intent.status, intent.next_action.type) == ("requires_action", "redirect_to_url")


def test_refunds_stop_at_what_is_left(client):
    intent = client.v1.payment_intents.create(_payment())
    refund = client.v1.refunds.create({"payment_intent": intent.id, "amount": 1_500})
    assert (refund.status, refund.amount, refund.charge) == ("succeeded", 1_500, intent.latest_charge)
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.refunds.create({"payment_intent": intent.id, "amount": 501})
    client.v1.refunds.create({"payment_intent": intent.id})
    with pytest.raises(stripe.InvalidRequestError) as caught:
        client.v1.refunds.create({"payment_intent": intent.id})
    assert caught.value.code == "charge_already_refunded"
    assert client.v1.charges.retrieve(intent.latest_charge).amount_refunded == 2_000


def test_a_repeated_key_gives_the_first_answer_and_refuses_another_request(client):
    key = {"idempotency_key": f"contract-{uuid.uuid4()}"}
    first = client.v1.payment_intents.create(_payment(), key)
    again = client.v1.payment_intents.create(_payment(), key)
    assert first.id == again.id
    assert again.last_response.headers["Idempotent-Replayed"] == "true"
    with pytest.raises(stripe.IdempotencyError):
        client.v1.payment_intents.create(_payment(amount=2_001), key)


def test_a_repeated_key_repeats_a_decline(client):
    key, intents = {"idempotency_key": f"contract-{uuid.uuid4()}"}, set()
    for _ in range(2):
        with pytest.raises(stripe.CardError) as caught:
            client.v1.payment_intents.create(_payment(payment_method="pm_card_visa_chargeDeclined"), key)
        intents.add(caught.value.error.payment_intent.id)
    assert len(intents) == 1


def test_an_unknown_object_is_not_found(client):
    with pytest.raises(stripe.InvalidRequestError) as caught:
        client.v1.payment_intents.retrieve("pi_nobody")
    assert caught.value.code == "resource_missing"


def _session(amount=4_320, **more):
    price = {"currency": "eur", "unit_amount": amount, "product_data": {"name": "Walnut salad bowl"}}
    return {
        "mode": "payment",
        "line_items": [{"price_data": price, "quantity": 1}],
        "success_url": "https://shop.example/orders/7/?session={CHECKOUT_SESSION_ID}",
        "cancel_url": "https://shop.example/checkout/",
        "customer_email": "ada@example.com",
        "client_reference_id": "order/7",
        "metadata": {"order": "7"},
        **more,
    }


def _payment(**more):
    paid = {"amount": 2_000, "currency": "eur", "payment_method": "pm_card_visa", "confirm": True}
    return {**paid, "payment_method_types": ["card"], **more}
