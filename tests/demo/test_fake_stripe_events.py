"""What the shop hears from the provider, and what it can be made to suffer."""

import json
import time
import urllib.error
import urllib.request

import pytest
import stripe


def test_a_payment_is_announced_with_a_true_signature(fake, shop, open_session):
    session = open_session()
    fake.pay(session.id)
    assert fake.drain()
    assert sorted(shop.types) == ["checkout.session.completed", "payment_intent.succeeded"]
    event = next(event for event in shop.heard if event.type == "checkout.session.completed")
    assert (event.data.object.id, event.data.object.payment_status) == (session.id, "paid")
    assert (event.livemode, event.api_version) == (False, "2026-10-28.endive")


def test_a_forged_payload_fails_the_check(fake, shop, open_session, monkeypatch):
    monkeypatch.setattr(fake.postman, "secret", "whsec_of_somebody_else")
    fake.pay(open_session().id)
    assert fake.drain() and fake.state()["deliveries"]
    assert shop.heard == []


def test_declines_refunds_and_expiries_are_announced(fake, shop, client, open_session):
    session = fake.pay(open_session().id, "4000000000000002")
    intent = fake.pay(session["id"])["payment_intent"]
    client.v1.refunds.create({"payment_intent": intent, "amount": 100})
    fake.expire(open_session().id)
    fake.drain()
    expected = {"payment_intent.payment_failed", "payment_intent.succeeded", "checkout.session.completed"}
    assert set(shop.types) == expected | {"refund.created", "charge.refunded", "checkout.session.expired"}


def test_late_and_failing_refunds_are_announced_when_they_settle(fake, shop, client, paid_intent):
    for card in ("4000000000007726", "4000000000005126"):
        client.v1.refunds.create({"payment_intent": paid_intent(card=card).id})
    fake.settle_refunds()
    fake.drain()
    assert shop.types.count("refund.updated") == 2 and shop.types.count("refund.failed") == 1


def test_an_event_is_sent_again_until_the_shop_accepts_it(fake, shop, open_session):
    shop.statuses = [500, 302]
    fake.expire(open_session().id)
    assert fake.drain()
    assert shop.types == ["checkout.session.expired"] * 3 and len({event.id for event in shop.heard}) == 1
    assert [attempt["status"] for attempt in fake.state()["deliveries"]] == [500, 302, 200]
    assert fake.state()["events"][0]["pending_webhooks"] == 0


def test_the_provider_gives_up_after_its_last_attempt(fake, shop, open_session):
    shop.statuses = [500] * 9
    fake.expire(open_session().id)
    assert fake.drain()
    assert len(shop.heard) == 4 and fake.state()["events"][0]["pending_webhooks"] == 1


def test_a_slow_call_takes_its_time(fake, open_session):
    fake.faults.set("slow", seconds=0.2)
    started = time.monotonic()
    open_session()
    assert time.monotonic() - started > 0.2


def test_an_answer_that_got_lost_is_found_again_by_its_key(fake, open_session):
    fake.faults.set("drop_after", path="/v1/checkout/sessions", method="POST")
    with pytest.raises(stripe.APIConnectionError):
        open_session(key="order-7")
    assert len(fake.state()["sessions"]) == 1
    assert open_session(key="order-7").id == fake.state()["sessions"][0]["id"]


def test_the_client_library_itself_retries_a_lost_answer_once(fake):
    client = stripe.StripeClient("sk_test_demo", base_addresses={"api": fake.url}, max_network_retries=1)
    fake.faults.set("drop_after")
    client.v1.payment_intents.create({"amount": 900, "currency": "eur"})
    assert len(fake.state()["intents"]) == 1 and fake.state()["calls"][-1]["replayed"]


def test_an_error_after_the_work_is_kept_under_its_key(fake, open_session):
    fake.faults.set("error_after")
    for _ in range(2):
        with pytest.raises(stripe.APIError) as caught:
            open_session(key="order-7")
    assert caught.value.headers["Idempotent-Replayed"] == "true" and len(fake.state()["sessions"]) == 1


def test_an_error_before_the_work_leaves_the_key_free(fake, open_session):
    fake.faults.set("error_before", count=2)
    for _ in range(2):
        with pytest.raises(stripe.APIError):
            open_session(key="order-7")
    assert fake.state()["sessions"] == [] and open_session(key="order-7").status == "open"


def test_a_fault_meets_only_its_path(fake, open_session, client):
    fake.faults.set("error_before", path="/v1/refunds")
    session = open_session()
    fake.pay(session.id)
    intent = client.v1.checkout.sessions.retrieve(session.id).payment_intent
    with pytest.raises(stripe.APIError):
        client.v1.refunds.create({"payment_intent": intent})
    assert client.v1.refunds.create({"payment_intent": intent}).status == "succeeded"


def test_first_tells_the_shop_before_the_browser_comes_back(fake, shop, open_session):
    fake.faults.set(events="first")
    fake.pay(open_session().id)
    assert shop.types == ["payment_intent.succeeded", "checkout.session.completed"]


def test_twenty_tells_the_shop_twenty_times(fake, shop, open_session):
    fake.faults.set(events="twenty")
    fake.expire(open_session().id)
    fake.drain()
    assert len(shop.heard) == 20 and len({event.id for event in shop.heard}) == 1


def test_held_events_go_out_in_order_on_flush(fake, shop, open_session):
    fake.faults.set(events="hold")
    fake.pay(open_session().id)
    assert fake.drain() and shop.heard == []
    assert fake.flush() == 2
    assert shop.types == ["payment_intent.succeeded", "checkout.session.completed"]


def test_reversed_events_go_out_backwards_on_flush(fake, shop, open_session):
    fake.faults.set(events="reversed")
    fake.pay(open_session().id)
    fake.flush()
    assert shop.types == ["checkout.session.completed", "payment_intent.succeeded"]


def test_never_leaves_the_event_to_be_found_in_the_list(fake, shop, client, open_session):
    fake.faults.set(events="never")
    fake.pay(open_session().id)
    assert fake.drain() and shop.heard == []
    assert len(client.v1.events.list().data) == 2


def test_faults_are_set_and_cleared_over_http(fake, shop, open_session):
    for given in ({"kind": "error_before", "path": "/v1/refunds", "count": 3}, {"events": "never"}):
        _post(fake, given)
    with urllib.request.urlopen(f"{fake.url}/_faults") as answer:
        told = json.load(answer)
    assert told["events"] == "never" and told["calls"][0]["count"] == 3
    _post(fake, {})
    assert fake.faults.as_json() == {"events": "normal", "calls": []}


def test_an_unknown_fault_is_refused(fake):
    for given in ({"kind": "earthquake"}, {"colour": "red"}):
        with pytest.raises(urllib.error.HTTPError, match="400"):
            _post(fake, given)


def _post(fake, given):
    urllib.request.urlopen(urllib.request.Request(f"{fake.url}/_faults", json.dumps(given).encode(), method="POST"))
