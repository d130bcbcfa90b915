"""The provider's objects and rules, through the real client library."""

import json
import threading
import time
import urllib.request
from http.client import HTTPConnection

import pytest
import stripe

from demo.fake_stripe import FakeStripe


def test_a_new_session_is_open_unpaid_and_has_a_page(open_session):
    session = open_session(metadata={"order": "7"}, expires_at=int(time.time()) + 3_600)
    assert (session.object, session.status, session.payment_status) == ("checkout.session", "open", "unpaid")
    assert (session.amount_total, session.currency, session.payment_intent) == (4_320, "eur", None)
    assert session.id.startswith("cs_test_") and session.url.endswith(session.id)
    assert session.metadata.order == "7" and session.client_reference_id == "order/7"


def test_paying_completes_the_session_and_captures_the_charge(fake, client, open_session):
    session = open_session()
    fake.pay(session.id)
    session = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent.latest_charge"]})
    intent = session.payment_intent
    assert (session.status, session.payment_status, session.url) == ("complete", "paid", None)
    assert (intent.status, intent.amount_received, intent.metadata.order) == ("succeeded", 4_320, "7")
    assert intent.latest_charge.captured and intent.latest_charge.payment_method_details.card.last4 == "4242"
    assert session.customer_details.email == "ada@example.com"


def test_a_paid_session_cannot_be_paid_or_expired_again(fake, client, open_session):
    session = open_session()
    fake.pay(session.id)
    with pytest.raises(stripe.InvalidRequestError, match="status of `complete`"):
        client.v1.checkout.sessions.expire(session.id)
    with pytest.raises(Exception, match="status of `complete`"):
        fake.pay(session.id)
    assert len(fake.state()["charges"]) == 1


@pytest.mark.parametrize(
    ("card", "code", "decline_code"),
    [
        ("4000000000000002", "card_declined", "generic_decline"),
        ("4000000000009995", "card_declined", "insufficient_funds"),
        ("4000000000000069", "expired_card", None),
        ("4000000000000127", "incorrect_cvc", None),
        ("4000000000000119", "processing_error", None),
        ("4111111111111111", "card_declined", "test_mode_live_card"),
    ],
)
def test_a_declined_session_stays_open_for_another_card(fake, client, open_session, card, code, decline_code):
    session = fake.pay(open_session().id, card)
    intent = client.v1.payment_intents.retrieve(session["payment_intent"])
    error = intent.last_payment_error
    assert (session["status"], intent.status) == ("open", "requires_payment_method")
    assert (error.code, getattr(error, "decline_code", None)) == (code, decline_code)
    paid = fake.pay(session["id"])
    assert (paid["payment_status"], paid["payment_intent"]) == ("paid", intent.id)


def test_a_number_that_is_no_test_card_is_not_kept(fake, open_session):
    fake.pay(open_session().id, "4111111111111111")
    assert "41111111" not in json.dumps(fake.state()) + json.dumps(fake.books.intents)


def test_a_declined_confirmation_raises_a_card_error(client):
    with pytest.raises(stripe.CardError) as caught:
        _pay_intent(client, "pm_card_visa_chargeDeclinedInsufficientFunds")
    error = caught.value.error
    assert (caught.value.http_status, error.code, error.decline_code) == (402, "card_declined", "insufficient_funds")
    assert client.v1.payment_intents.retrieve(error.payment_intent.id).status == "requires_payment_method"
    assert client.v1.charges.retrieve(error.charge).status == "failed"


def test_an_authorized_intent_is_captured_in_part_once(client):
    intent = _pay_intent(client, capture_method="manual")
    assert (intent.status, intent.amount_capturable) == ("requires_capture", 2_000)
    intent = client.v1.payment_intents.capture(intent.id, {"amount_to_capture": 1_500})
    assert (intent.status, intent.amount_received) == ("succeeded", 1_500)
    with pytest.raises(stripe.InvalidRequestError) as caught:
        client.v1.payment_intents.capture(intent.id)
    assert caught.value.code == "payment_intent_unexpected_state"


def test_a_canceled_intent_cannot_be_confirmed(client):
    intent = client.v1.payment_intents.create({"amount": 2_000, "currency": "eur", "payment_method_types": ["card"]})
    assert client.v1.payment_intents.cancel(intent.id).status == "canceled"
    with pytest.raises(stripe.InvalidRequestError, match="status of canceled"):
        client.v1.payment_intents.confirm(intent.id, {"payment_method": "pm_card_visa"})


def test_a_card_that_asks_is_declined_when_nobody_is_there_to_answer(client):
    with pytest.raises(stripe.CardError) as caught:
        _pay_intent(client, "pm_card_authenticationRequired", off_session=True)
    assert caught.value.code == "authentication_required"


def test_the_intent_of_a_session_is_not_canceled_behind_its_back(fake, client, open_session):
    session = fake.pay(open_session().id, "4000000000000002")
    with pytest.raises(stripe.InvalidRequestError, match="expire the Session"):
        client.v1.payment_intents.cancel(session["payment_intent"])
    client.v1.checkout.sessions.expire(session["id"])
    assert client.v1.payment_intents.retrieve(session["payment_intent"]).status == "canceled"


def test_refunds_never_exceed_the_charge(client, paid_intent):
    intent = paid_intent(1_000)
    assert client.v1.refunds.create({"payment_intent": intent.id, "amount": 600}).status == "succeeded"
    with pytest.raises(stripe.InvalidRequestError, match=r"\(€5.00\) is greater than unrefunded amount .* \(€4.00\)"):
        client.v1.refunds.create({"payment_intent": intent.id, "amount": 500})
    assert client.v1.refunds.create({"charge": intent.latest_charge}).amount == 400
    with pytest.raises(stripe.InvalidRequestError) as caught:
        client.v1.refunds.create({"charge": intent.latest_charge, "amount": 1})
    charge = client.v1.charges.retrieve(intent.latest_charge, {"expand": ["refunds"]})
    assert caught.value.code == "charge_already_refunded"
    assert (charge.amount_refunded, charge.refunded) == (1_000, True)
    assert [refund.amount for refund in charge.refunds.data] == [400, 600]


def test_a_late_refund_is_pending_until_it_settles(fake, client, paid_intent):
    refund = client.v1.refunds.create({"payment_intent": paid_intent(card="4000000000007726").id})
    assert refund.status == "pending"
    fake.settle_refunds()
    assert client.v1.refunds.retrieve(refund.id).status == "succeeded"


def test_a_failing_refund_gives_the_money_back_to_the_shop(fake, client, paid_intent):
    intent = paid_intent(card="4000000000005126")
    refund = client.v1.refunds.create({"payment_intent": intent.id})
    fake.settle_refunds()
    assert client.v1.refunds.retrieve(refund.id).status == "failed"
    assert client.v1.charges.retrieve(intent.latest_charge).amount_refunded == 0


def test_an_unpaid_intent_has_nothing_to_refund(fake, client, open_session):
    session = fake.pay(open_session().id, "4000000000000002")
    with pytest.raises(stripe.InvalidRequestError, match="does not have a successful charge"):
        client.v1.refunds.create({"payment_intent": session["payment_intent"]})


def test_a_repeated_key_gives_the_first_answer(fake, open_session):
    first, second = open_session(key="order-7"), open_session(key="order-7")
    assert first.id == second.id
    assert second.last_response.headers["Idempotent-Replayed"] == "true"
    assert len(fake.state()["sessions"]) == 1


def test_a_repeated_key_with_another_amount_is_refused(open_session):
    open_session(4_320, key="order-7")
    with pytest.raises(stripe.IdempotencyError, match="same parameters"):
        open_session(9_999, key="order-7")


def test_a_repeated_key_repeats_a_decline(fake, client):
    messages = []
    for _ in range(2):
        with pytest.raises(stripe.CardError) as caught:
            _pay_intent(client, "pm_card_chargeDeclined", key="once")
        messages.append(caught.value.error.payment_intent.id)
    assert messages[0] == messages[1] and len(fake.state()["charges"]) == 1


def test_a_key_survives_parameters_that_were_refused(open_session):
    with pytest.raises(stripe.InvalidRequestError, match="least 30 minutes"):
        open_session(key="order-7", expires_at=int(time.time()) + 60)
    assert open_session(key="order-7").status == "open"


def test_a_key_is_free_again_after_a_day(fake, open_session):
    first = open_session(key="order-7")
    fake.advance(24 * 3_600 + 1)
    assert open_session(key="order-7").id != first.id


def test_a_key_in_flight_is_refused_with_a_conflict(fake, open_session):
    fake.faults.set("slow", seconds=0.3)
    first = threading.Thread(target=open_session, kwargs={"key": "order-7"})
    first.start()
    time.sleep(0.1)
    with pytest.raises(stripe.APIError) as caught:
        open_session(key="order-7")
    first.join()
    assert (caught.value.http_status, caught.value.code) == (409, None)
    assert caught.value.error.code == "idempotency_key_in_use" and len(fake.state()["sessions"]) == 1


def test_one_key_used_by_many_at_once_opens_one_session(fake, client, open_session):
    def ask():
        try:
            open_session(key="order-7")
        except stripe.APIError as conflict:
            assert conflict.http_status == 409

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(fake.state()["sessions"]) == 1


def test_a_session_past_its_time_is_expired(fake, client, open_session):
    session = open_session(expires_at=int(time.time()) + 31 * 60)
    fake.advance(32 * 60)
    session = client.v1.checkout.sessions.retrieve(session.id)
    assert (session.status, session.payment_status, session.url) == ("expired", "unpaid", None)
    with pytest.raises(Exception, match="status of `expired`"):
        fake.pay(session.id)


@pytest.mark.parametrize("seconds", [29 * 60, 25 * 3_600])
def test_a_session_lives_from_half_an_hour_to_a_day(open_session, seconds):
    with pytest.raises(stripe.InvalidRequestError) as caught:
        open_session(expires_at=int(time.time()) + seconds)
    assert caught.value.param == "expires_at"


@pytest.mark.parametrize(
    ("wrong", "param", "code"),
    [
        ({"succes_url": "http://shop.example/"}, "succes_url", "parameter_unknown"),
        ({"line_items": []}, "line_items", "parameter_missing"),
        ({"success_url": "javascript:alert(1)"}, "success_url", "url_invalid"),
        ({"metadata": {"note": "x" * 501}}, "metadata", None),
        ({"mode": "setup"}, "mode", None),
        ({"amount": 20}, "line_items", "amount_too_small"),
    ],
)
def test_a_wrong_parameter_is_named(open_session, wrong, param, code):
    with pytest.raises(stripe.InvalidRequestError) as caught:
        open_session(**wrong)
    assert (caught.value.param, caught.value.code) == (param, code)


def test_only_test_keys_are_accepted(fake):
    client = stripe.StripeClient("sk_live_real", base_addresses={"api": fake.url})
    with pytest.raises(stripe.AuthenticationError):
        client.v1.balance.retrieve()


def test_an_unknown_id_is_not_found(client):
    with pytest.raises(stripe.InvalidRequestError) as caught:
        client.v1.charges.retrieve("ch_nobody")
    assert (caught.value.http_status, caught.value.code) == (404, "resource_missing")


def test_events_are_listed_newest_first_in_pages(fake, client, open_session):
    for _ in range(3):
        fake.pay(open_session().id)
    events = client.v1.events.list({"types": ["checkout.session.completed"], "limit": 2})
    assert len(events.data) == 2 and events.has_more
    assert len(list(events.auto_paging_iter())) == 3
    assert client.v1.events.retrieve(events.data[0].id).data.object.status == "complete"


def test_the_balance_is_what_was_captured_minus_refunds(client, paid_intent):
    client.v1.refunds.create({"payment_intent": paid_intent(1_000).id, "amount": 250})
    assert client.v1.balance.retrieve().available[0].amount == 750


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"a[b=1", {}, 400),
        (b"a=1&a[b]=2", {}, 400),
        (b"\xff\xfe", {}, 400),
        (b"&".join(b"a%d=1" % n for n in range(3_000)), {}, 400),
        (b"", {"Content-Length": "9999999"}, 413),
        (b"", {"Content-Length": "many"}, 411),
    ],
)
def test_malformed_input_is_refused_in_json(fake, body, headers, status):
    connection = HTTPConnection(fake.url.removeprefix("http://"), timeout=2)
    connection.request("POST", "/v1/refunds", body, {"Authorization": "Bearer sk_test_x", **headers})
    answer = connection.getresponse()
    assert answer.status == status and "error" in json.load(answer)
    connection.close()


def test_the_books_survive_a_restart(tmp_path, open_session, shop):
    with FakeStripe(state=tmp_path / "books.json") as first:
        client = stripe.StripeClient("sk_test_demo", base_addresses={"api": first.url})
        params = {"amount": 900, "currency": "eur", "payment_method_types": ["card"]}
        intent = client.v1.payment_intents.create(params, {"idempotency_key": "again"})
    with FakeStripe(state=tmp_path / "books.json") as second:
        client = stripe.StripeClient("sk_test_demo", base_addresses={"api": second.url})
        again = client.v1.payment_intents.create(params, {"idempotency_key": "again"})
    assert again.id == intent.id


def test_tests_can_pay_look_and_clear_over_http(fake, open_session):
    session = open_session()
    assert _post(fake, f"/_pay/{session.id}", {"card": "4000000000000002"})["status"] == "open"
    assert _post(fake, f"/_pay/{session.id}")["payment_status"] == "paid"
    with urllib.request.urlopen(f"{fake.url}/_state") as answer:
        state = json.load(answer)
    assert [charge["status"] for charge in state["charges"]] == ["failed", "succeeded"]
    assert state["calls"][0]["path"] == "/v1/checkout/sessions"
    _post(fake, "/_clear")
    assert fake.state()["sessions"] == []


def _pay_intent(client, token="pm_card_visa", key=None, **more):
    params = {"amount": 2_000, "currency": "eur", "payment_method_types": ["card"]}
    params |= {"payment_method": token, "confirm": True, **more}
    return client.v1.payment_intents.create(params, {"idempotency_key": key} if key else {})


def _post(fake, path, given=None):
    request = urllib.request.Request(fake.url + path, json.dumps(given or {}).encode(), method="POST")
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)
