"""What time brings: renewals, failed ones, and each status a subscription can have."""

import json
import urllib.request

import pytest
import stripe

DAY = 86_400
CYCLE = ["invoice.created", "invoice.finalized", "payment_intent.succeeded", "invoice.paid"]


def told(fake, since=0):
    return [event["type"] for event in fake.state()["events"]][since:]


def status(fake, id):
    return fake.books.subscriptions[id]["status"]


@pytest.fixture
def end_as(fake, monkeypatch):
    return lambda after: monkeypatch.setattr(fake.books, "after_retries", after)


def test_a_renewal_is_announced_written_and_paid_in_order(fake, member):
    subscription, since = member(), len(told(fake))
    renewed = fake.renew(subscription.id)
    item, before = renewed["items"]["data"][0], subscription["items"].data[0]
    assert item["current_period_start"] == before.current_period_end
    assert told(fake, since)[:4] == ["invoice.upcoming", "customer.subscription.updated", *CYCLE[:2]]
    assert told(fake, since)[4:] == [*CYCLE[2:], "invoice.payment_succeeded", "invoice_payment.paid"]
    invoice = fake.state()["invoices"][-1]
    assert (invoice["billing_reason"], invoice["created"]) == ("subscription_cycle", before.current_period_end)
    assert fake.state()["invoices"][-1]["lines"]["data"][0]["period"]["end"] == item["current_period_end"]


def test_a_long_leap_renews_once_for_each_period(fake, member):
    subscription = member()
    fake.advance(366 * DAY)
    invoices = fake.state()["invoices"]
    starts = [row["lines"]["data"][0]["period"]["start"] for row in invoices]
    assert len(invoices) == 13 and starts == sorted(set(starts))
    assert [row["created"] for row in fake.state()["events"]] == sorted(
        row["created"] for row in fake.state()["events"]
    )
    assert status(fake, subscription.id) == "active"


def test_a_trial_is_warned_of_and_then_paid(fake, member):
    subscription = member(trial_period_days=14)
    since = len(told(fake))
    fake.advance(11 * DAY - 60)
    assert "customer.subscription.trial_will_end" not in told(fake, since)
    fake.advance(120)
    assert told(fake, since).count("customer.subscription.trial_will_end") == 1
    fake.advance(3 * DAY)
    assert status(fake, subscription.id) == "active"
    assert [row["amount_paid"] for row in fake.state()["invoices"]] == [0, 1_000]


def test_a_card_that_fails_later_leads_from_trial_to_past_due(fake, member):
    subscription = member(card="4000000000000341", trial_period_days=3)
    fake.renew(subscription.id)
    assert status(fake, subscription.id) == "past_due"
    assert told(fake)[-3:] == [
        "payment_intent.payment_failed",
        "invoice.payment_failed",
        "customer.subscription.updated",
    ]


@pytest.mark.parametrize("after", ["canceled", "unpaid", "past_due"])
def test_after_three_retries_the_setting_decides(fake, member, end_as, after):
    end_as(after)
    subscription = member(card="4000000000000341", trial_period_days=3)
    fake.renew(subscription.id)
    for count, days in enumerate((3, 5, 7), start=2):
        assert status(fake, subscription.id) == "past_due"
        fake.advance(days * DAY)
        assert fake.state()["invoices"][-1]["attempt_count"] == count
    assert status(fake, subscription.id) == after
    assert fake.state()["invoices"][-1]["next_payment_attempt"] is None
    fake.advance(40 * DAY)
    drafts = [row["status"] for row in fake.state()["invoices"][2:]]
    assert drafts[:1] == {"canceled": [], "unpaid": ["draft"], "past_due": ["open"]}[after]


def test_an_unpaid_one_is_good_again_once_its_newest_invoice_is_paid(fake, client, member, end_as):
    end_as("unpaid")
    subscription = member()
    fake.fail_next_renewal(subscription.id, 4)
    fake.renew(subscription.id)
    fake.advance(15 * DAY)
    assert status(fake, subscription.id) == "unpaid"
    client.v1.invoices.pay(fake.state()["invoices"][-1]["id"])
    assert status(fake, subscription.id) == "active"


def test_a_retry_that_pays_makes_it_active_again(fake, member):
    subscription = member()
    fake.fail_next_renewal(subscription.id)
    assert fake.renew(subscription.id)["status"] == "past_due"
    fake.advance(3 * DAY)
    assert status(fake, subscription.id) == "active"
    assert [row["status"] for row in fake.state()["charges"]] == ["succeeded", "failed", "succeeded"]
    assert len(fake.state()["intents"]) == 2


@pytest.mark.parametrize(("card", "after"), [("4000002760003184", "past_due"), ("4000002500003155", "active")])
def test_a_card_that_asks_may_ask_again_at_renewal(fake, member, card, after):
    subscription = member(card=card)
    assert fake.renew(subscription.id)["status"] == after
    assert ("invoice.payment_action_required" in told(fake)) == (after == "past_due")


@pytest.mark.parametrize(
    ("missing", "after"), [("create_invoice", "past_due"), ("cancel", "canceled"), ("pause", "paused")]
)
def test_a_trial_without_card_ends_as_agreed(fake, client, open_signup, missing, after):
    data = {"trial_period_days": 7, "trial_settings": {"end_behavior": {"missing_payment_method": missing}}}
    session = open_signup(subscription_data=data, payment_method_collection="if_required")
    id = fake.subscribe(session.id, None)["id"]
    assert fake.renew(id)["status"] == after
    if after == "paused":
        customer = fake.books.subscriptions[id]["customer"]
        method = client.v1.payment_methods.attach("pm_card_visa", {"customer": customer})
        client.v1.subscriptions.update(id, {"default_payment_method": method.id})
        assert client.v1.subscriptions.resume(id).status == "active"
        assert fake.state()["invoices"][-1]["amount_paid"] == 1_000


def begin(client, price, token, **more):
    customer = client.v1.customers.create({"email": "ada@example.com", "payment_method": token})
    method = client.v1.payment_methods.list({"customer": customer.id}).data[0]
    params = {"customer": customer.id, "items": [{"price": price.id}], "default_payment_method": method.id}
    return client.v1.subscriptions.create({**params, **more, "expand": ["latest_invoice"]})


def test_a_first_invoice_that_is_not_paid_within_a_day_is_over_for_good(fake, client, make_price):
    subscription = begin(client, make_price(), "pm_card_chargeCustomerFail")
    assert (subscription.status, subscription.latest_invoice.status) == ("incomplete", "open")
    with pytest.raises(stripe.CardError):
        client.v1.invoices.pay(subscription.latest_invoice.id)
    fake.advance(23 * 3_600 + 1)
    assert status(fake, subscription.id) == "incomplete_expired"
    with pytest.raises(stripe.InvalidRequestError, match="void"):
        client.v1.invoices.pay(subscription.latest_invoice.id)


def test_a_first_invoice_can_be_paid_by_another_card_in_time(fake, client, make_price):
    subscription = begin(client, make_price(), "pm_card_visa", payment_behavior="default_incomplete")
    assert subscription.status == "incomplete"
    assert client.v1.invoices.pay(subscription.latest_invoice.id).status == "paid"
    assert status(fake, subscription.id) == "active"


def test_time_failures_and_renewals_are_ordered_over_http(fake, open_signup):
    id = _post(fake, f"/_subscribe/{open_signup().id}")["id"]
    assert _post(fake, f"/_fail/{id}", {"times": 1})["status"] == "active"
    assert _post(fake, f"/_renew/{id}")["status"] == "past_due"
    _post(fake, "/_advance", {"seconds": 3 * DAY})
    assert status(fake, id) == "active"


def _post(fake, path, given=None):
    request = urllib.request.Request(fake.url + path, json.dumps(given or {}).encode(), method="POST")
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)
