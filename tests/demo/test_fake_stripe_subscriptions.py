"""Sign-up by Checkout, shapes, and what can be done to a subscription, through the real client library."""

import time
from typing import get_args

import pytest
import stripe

DAY = 86_400
SIGNED_UP = [
    "payment_intent.succeeded",
    "customer.created",
    "payment_method.attached",
    "customer.subscription.created",
    "invoice.created",
    "invoice.finalized",
    "invoice.paid",
    "invoice.payment_succeeded",
    "invoice_payment.paid",
    "customer.subscription.updated",
    "checkout.session.completed",
]


def types(fake):
    return [event["type"] for event in fake.state()["events"] if not event["type"].startswith(("price.", "product."))]


def period(subscription):
    item = subscription["items"].data[0]
    return item.current_period_start, item.current_period_end


def wrong_names(thing, path=""):
    """Names that the client's types require and the object lacks, or that no type knows."""
    known = {name: kind for name, kind in type(thing).__annotations__.items() if name[0].islower()}
    given = set(thing.to_dict()) if known else set()
    needed = {name for name, kind in known.items() if type(None) not in get_args(kind)}
    found = [f"{path}.{name}" for name in (needed - given) | (given - set(known))]
    for name in given:
        value = thing[name]
        for row in value if isinstance(value, list) else getattr(value, "data", None) or [value]:
            is_plain = name in ("metadata", "lines", "items") and not hasattr(row, "id")
            if isinstance(row, stripe.StripeObject) and not isinstance(row, stripe.ListObject) and not is_plain:
                found += wrong_names(row, f"{path}.{name}")
    return found


def test_objects_have_the_shapes_of_the_clients_types(client, member):
    subscription = member()
    expand = {"expand": ["latest_invoice.payments", "customer", "default_payment_method", "items.data.price.product"]}
    subscription = client.v1.subscriptions.retrieve(subscription.id, expand)
    assert isinstance(subscription, stripe.Subscription) and isinstance(subscription.latest_invoice, stripe.Invoice)
    assert isinstance(subscription.default_payment_method, stripe.PaymentMethod)
    shown = [subscription, subscription["items"].data[0], subscription.latest_invoice.lines.data[0]]
    shown += [subscription.latest_invoice.payments.data[0], client.v1.prices.list().data[0]]
    assert [wrong_names(thing) for thing in shown] == [[]] * len(shown)
    assert not hasattr(subscription, "current_period_end")


def test_paying_makes_a_member(fake, client, open_signup, make_price):
    session = open_signup(make_price(4_900, "year"))
    assert (session.mode, session.amount_total, session.subscription) == ("subscription", 4_900, None)
    begun = fake.subscribe(session.id)
    session = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["subscription", "invoice.payments"]})
    invoice = session.invoice
    assert (session.status, session.payment_status, session.subscription.id) == ("complete", "paid", begun["id"])
    assert (session.subscription.status, session.subscription.metadata.user) == ("active", "7")
    assert (invoice.status, invoice.amount_paid, invoice.billing_reason) == ("paid", 4_900, "subscription_create")
    assert invoice.parent.subscription_details.subscription == begun["id"]
    intent = client.v1.payment_intents.retrieve(invoice.payments.data[0].payment.payment_intent)
    assert (intent.amount_received, intent.customer) == (4_900, session.customer)
    assert intent.payment_method == session.subscription.default_payment_method
    assert types(fake) == SIGNED_UP


def test_events_reach_the_shop_signed(fake, shop, member):
    subscription = member()
    assert fake.drain()
    told = next(event for event in shop.heard if event.type == "customer.subscription.updated")
    assert (told.data.object.id, told.data.previous_attributes.status) == (subscription.id, "incomplete")
    assert told.data.object.status == "active"


def test_a_decline_leaves_no_subscription_and_another_card_pays(fake, client, open_signup):
    session = open_signup()
    for card in ("4000000000000002", "4000000000000341"):
        assert fake.pay(session.id, card)["status"] == "open"
    assert fake.state()["subscriptions"] == []
    assert fake.subscribe(session.id)["status"] == "active"
    assert len(fake.state()["intents"]) == 1


@pytest.mark.parametrize(("answer", "statuses"), [(True, ["active"]), (False, [])])
def test_a_bank_may_ask_first(fake, open_signup, answer, statuses):
    fake.pay(open_signup().id, "4000002760003184", authenticate=answer)
    assert [row["status"] for row in fake.state()["subscriptions"]] == statuses


def test_a_trial_costs_nothing_and_keeps_the_card(fake, client, open_signup):
    session = open_signup(subscription_data={"trial_period_days": 14})
    begun = fake.subscribe(session.id)
    subscription = client.v1.subscriptions.retrieve(begun["id"], {"expand": ["latest_invoice"]})
    session = client.v1.checkout.sessions.retrieve(session.id)
    assert (subscription.status, session.payment_status) == ("trialing", "no_payment_required")
    assert subscription.trial_end - subscription.trial_start == 14 * DAY == -int.__sub__(*period(subscription))
    assert (subscription.latest_invoice.status, subscription.latest_invoice.amount_due) == ("paid", 0)
    assert fake.state()["charges"] == [] and subscription.default_payment_method


def test_a_trial_without_card_when_the_shop_allows_it(fake, open_signup):
    data = {"trial_period_days": 7}
    session = open_signup(subscription_data=data, payment_method_collection="if_required")
    assert fake.subscribe(session.id, None)["default_payment_method"] is None
    with pytest.raises(Exception, match="needs a card"):
        fake.pay(open_signup(subscription_data=data).id, None)


@pytest.mark.parametrize(
    ("data", "param"),
    [
        ({"trial_end": int(time.time()) + DAY}, "subscription_data[trial_end]"),
        ({"trial_end": int(time.time()) + 9 * DAY, "trial_period_days": 3}, "subscription_data[trial_end]"),
        ({"trial_period_days": 0}, "subscription_data[trial_period_days]"),
        ({"trial": "yes"}, "subscription_data[trial]"),
    ],
)
def test_a_wrong_trial_is_named(open_signup, data, param):
    with pytest.raises(stripe.InvalidRequestError) as caught:
        open_signup(subscription_data=data)
    assert caught.value.param == param


def test_a_known_customer_subscribes_and_is_listed(fake, client, open_signup):
    ada = client.v1.customers.create({"email": "ada@example.com"})
    begun = fake.subscribe(open_signup(customer=ada.id).id)
    canceled = fake.subscribe(open_signup(customer=ada.id).id)
    client.v1.subscriptions.cancel(canceled["id"], {"cancellation_details": {"feedback": "unused"}})
    assert [row.id for row in client.v1.subscriptions.list({"customer": ada.id}).data] == [begun["id"]]
    assert len(client.v1.subscriptions.list({"customer": ada.id, "status": "all"}).data) == 2
    over = client.v1.subscriptions.list({"customer": ada.id, "status": "canceled"}).data
    assert [row.cancellation_details.feedback for row in over] == ["unused"]
    assert len(fake.state()["customers"]) == 1


def test_ending_with_the_period_can_be_taken_back(fake, client, member):
    subscription = member()
    ending = client.v1.subscriptions.update(subscription.id, {"cancel_at_period_end": True})
    assert (ending.status, ending.cancel_at) == ("active", period(subscription)[1])
    staying = client.v1.subscriptions.update(subscription.id, {"cancel_at_period_end": False})
    assert (staying.cancel_at_period_end, staying.cancel_at, staying.canceled_at) == (False, None, None)
    client.v1.subscriptions.update(subscription.id, {"cancel_at_period_end": True})
    assert fake.renew(subscription.id)["status"] == "canceled"
    assert types(fake)[-1] == "customer.subscription.deleted" and len(fake.state()["invoices"]) == 1


def test_a_canceled_subscription_cannot_be_changed(client, member):
    subscription = client.v1.subscriptions.cancel(member().id)
    assert subscription.status == "canceled" and subscription.ended_at
    with pytest.raises(stripe.InvalidRequestError, match="canceled subscription"):
        client.v1.subscriptions.update(subscription.id, {"cancel_at_period_end": True})


def change(client, subscription, price, behavior):
    items = [{"id": subscription["items"].data[0].id, "price": price.id}]
    wish = {"items": items, "proration_behavior": behavior, "expand": ["latest_invoice"]}
    return client.v1.subscriptions.update(subscription.id, wish)


@pytest.mark.parametrize(("new", "due"), [(3_001, 1), (500, -1)])
def test_a_dearer_or_cheaper_plan_is_settled_by_seconds(fake, client, member, make_price, new, due):
    subscription = member(make_price(1_000))
    start, end = period(subscription)
    fake.advance((end - start) // 3)
    changed = change(client, subscription, make_price(new), "always_invoice")
    invoice, left = changed.latest_invoice, end - changed.latest_invoice.created
    whole = end - start
    expected = [-((2 * 1_000 * left + whole) // (2 * whole)), (2 * new * left + whole) // (2 * whole)]
    assert [line.amount for line in invoice.lines.data] == expected
    assert all(line.parent.subscription_item_details.proration for line in invoice.lines.data)
    assert (invoice.total, invoice.status, period(changed)) == (sum(expected), "paid", (start, end))
    assert invoice.total * due > 0
    balance = client.v1.customers.retrieve(subscription.customer).balance
    assert (invoice.amount_paid, balance) == ((sum(expected), 0) if due > 0 else (0, sum(expected)))
    fake.renew(subscription.id)
    renewal = fake.state()["invoices"][-1]
    assert (renewal["amount_paid"], renewal["starting_balance"]) == (new + balance, balance)


def test_without_proration_the_new_price_counts_from_the_next_period(fake, client, member, make_price):
    subscription = member(make_price(1_000))
    fake.advance(9 * DAY)
    change(client, subscription, make_price(3_000), "none")
    assert len(fake.state()["invoices"]) == 1
    fake.renew(subscription.id)
    assert [row["amount_paid"] for row in fake.state()["invoices"]] == [1_000, 3_000]


def test_prorations_can_wait_for_the_renewal(fake, client, member, make_price):
    subscription = member(make_price(1_000))
    fake.advance(15 * DAY)
    change(client, subscription, make_price(2_000), "create_prorations")
    assert len(fake.state()["invoices"]) == 1
    fake.renew(subscription.id)
    credit, extra, whole = (line["amount"] for line in fake.state()["invoices"][-1]["lines"]["data"])
    assert credit < 0 < extra and whole == 2_000
    assert fake.state()["invoices"][-1]["amount_paid"] == credit + extra + whole


@pytest.mark.parametrize("behavior", ["always_invoice", "none"])
def test_from_month_to_year_a_new_period_begins_at_once(fake, client, member, make_price, behavior):
    subscription = member(make_price(1_000))
    fake.advance(10 * DAY)
    changed = change(client, subscription, make_price(9_000, "year"), behavior)
    start, end = period(changed)
    assert start > period(subscription)[0] and end - start >= 365 * DAY
    credits = [line.amount for line in changed.latest_invoice.lines.data if line.amount < 0]
    assert changed.latest_invoice.amount_paid == 9_000 + sum(credits) and len(credits) == (behavior != "none")


def test_a_trial_can_end_now(client, member):
    subscription = member(trial_period_days=14)
    params = {"trial_end": "now", "expand": ["latest_invoice"]}
    ended = client.v1.subscriptions.update(subscription.id, params)
    assert (ended.status, ended.latest_invoice.amount_paid) == ("active", 1_000)
    assert ended.trial_end <= period(ended)[0]


def test_a_refund_of_an_invoice_goes_by_its_payment(client, member):
    invoice = client.v1.invoices.list({"subscription": member().id, "expand": ["data.payments"]}).data[0]
    intent = invoice.payments.data[0].payment.payment_intent
    assert client.v1.refunds.create({"payment_intent": intent, "amount": 400}).amount == 400
    assert client.v1.invoice_payments.list({"invoice": invoice.id}).data[0].payment.payment_intent == intent
    assert client.v1.invoices.retrieve(invoice.id).status == "paid"


def test_keys_and_faults_hold_here_too(fake, client, open_signup, member):
    assert open_signup(price := client.v1.prices.retrieve(member()["items"].data[0].price.id), key="a").id
    assert open_signup(price, key="a").last_response.headers["Idempotent-Replayed"] == "true"
    for kind in ("error_before", "error_during", "error_after", "drop_after"):
        before = len(fake.state()["customers"])
        fake.faults.set(kind, path="/v1/customers")
        with pytest.raises((stripe.APIError, stripe.APIConnectionError)):
            client.v1.customers.create({"email": "ada@example.com"}, {"idempotency_key": kind})
        assert len(fake.state()["customers"]) - before == (kind in ("error_after", "drop_after"))
    client.v1.customers.create({"email": "ada@example.com"}, {"idempotency_key": "drop_after"})
    assert len(fake.state()["customers"]) - before == 1


def preview(client, subscription, price, at=None):
    details = {"items": [{"id": subscription["items"].data[0].id, "price": price.id}]}
    details |= {"proration_behavior": "always_invoice"} | ({"proration_date": at} if at else {})
    return client.v1.invoices.create_preview({"subscription": subscription.id, "subscription_details": details})


@pytest.mark.parametrize(("amount", "interval"), [(3_001, "month"), (9_000, "year")])
def test_a_preview_says_what_the_change_then_costs(fake, client, member, make_price, amount, interval):
    subscription, price = member(make_price(1_000)), make_price(amount, interval)
    fake.advance(10 * DAY)
    moment = fake.books.now()
    shown, before = preview(client, subscription, price, moment), len(fake.state()["invoices"])
    assert len(fake.state()["invoices"]) == before
    fake.advance(600)
    items = [{"id": subscription["items"].data[0].id, "price": price.id}]
    wish = {"items": items, "proration_behavior": "always_invoice", "proration_date": moment}
    changed = client.v1.subscriptions.update(subscription.id, {**wish, "expand": ["latest_invoice"]})
    assert changed.latest_invoice.amount_paid == shown.amount_due == shown.total > 0


def test_a_moment_outside_the_period_is_refused(client, member, make_price):
    subscription = member()
    with pytest.raises(stripe.InvalidRequestError, match="proration date"):
        preview(client, subscription, make_price(2_000), period(subscription)[0] - 1)


def test_a_price_can_wait_for_the_end_of_what_is_paid(fake, client, member, make_price):
    subscription, month = member(make_price(9_000, "year")), make_price(1_000)
    ends = period(subscription)[1]
    fake.advance(30 * DAY)
    items = [{"id": subscription["items"].data[0].id, "price": month.id}]
    wish = {"items": items, "proration_behavior": "none", "trial_end": ends}
    changed = client.v1.subscriptions.update(subscription.id, wish)
    assert (changed.status, changed.trial_end, period(changed)[1]) == ("trialing", ends, ends)
    assert [row["amount_paid"] for row in fake.state()["invoices"]] == [9_000, 0]
    assert fake.renew(subscription.id)["status"] == "active"
    assert fake.state()["invoices"][-1]["amount_paid"] == 1_000
    assert fake.state()["invoices"][-1]["created"] == ends


def test_several_addresses_hear_of_everything_each_with_its_secret(fake, shop, member, monkeypatch):
    monkeypatch.setattr(fake.postman, "more", [(f"{shop.url}more/", "whsec_of_the_tests")])
    member()
    assert fake.drain()
    assert sorted(event.id for event in shop.heard) == sorted([row["id"] for row in fake.state()["events"]] * 2)
