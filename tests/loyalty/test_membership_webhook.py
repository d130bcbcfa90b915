"""The webhook of memberships: its own address and secret, any order, any number, and nobody else's business."""

import json
import random
import time
from datetime import timedelta

import pytest
import stripe
import time_machine
from django.utils import timezone

from core.stripe_billing import create_billing_customer, create_signup_session
from loyalty.models import BillingEvent, Membership
from loyalty.tasks.memberships import process_billing_event, sweep_memberships
from tests.cast import ada, joined, start_joining

pytestmark = pytest.mark.django_db
ADDRESS, SECRET = "/webhooks/stripe/membership/", "whsec_demo_membership"
State = Membership.State


def post(client, body: bytes, secret: str = SECRET, age: int = 0):
    moment = int(time.time()) - age
    signature = stripe.WebhookSignature._compute_signature(f"{moment}.{body.decode()}", secret)
    headers = {"Stripe-Signature": f"t={moment},v1={signature}"}
    return client.post(ADDRESS, body, content_type="application/json", headers=headers)


def event(object_id: str, kind: str = "customer.subscription.updated", event_id: str = "evt_1") -> bytes:
    thing = {"id": object_id, "object": "subscription", "status": "active"}
    return json.dumps({"id": event_id, "object": "event", "type": kind, "data": {"object": thing}}).encode()


def hear(client, told: list[dict]) -> None:
    """All of these reach the shop, and the worker answers its bell."""
    for row in told:
        assert post(client, json.dumps(row).encode()).status_code == 200
    for row in BillingEvent.objects.filter(processed_at=None).order_by("pk"):
        process_billing_event(event_pk=row.pk)


def test_a_signed_event_is_stored_once_however_often_it_comes(client, bells):
    for _time in range(20):
        assert post(client, event("sub_1")).status_code == 200
    assert BillingEvent.objects.count() == 1
    assert bells == []  # after commit, which a test never does


@pytest.mark.parametrize("how", [{"secret": "whsec_demo"}, {"secret": "whsec_other"}, {"age": 3600}])
def test_a_forged_or_old_one_and_the_secret_of_payments_are_refused(client, how):
    assert post(client, event("sub_1"), **how).status_code == 400
    assert not BillingEvent.objects.exists()


def test_what_is_no_event_or_too_large_is_refused(client):
    assert client.post(ADDRESS, b"{}", content_type="application/json").status_code == 400
    assert post(client, event("x" * 400_000)).status_code == 413
    assert client.get(ADDRESS).status_code == 405


def test_an_invoice_that_is_only_announced_is_taken_and_left_alone(client, provider):
    joined(provider, ada(), interval="month")
    provider.renew(provider.state()["subscriptions"][0]["id"])
    upcoming = [row for row in provider.state()["events"] if row["type"] == "invoice.upcoming"]
    hear(client, upcoming)
    assert upcoming and not BillingEvent.objects.exists()


def test_events_alone_make_a_member(client, provider):
    membership = start_joining(ada())
    provider.subscribe(membership.signup_id)
    hear(client, provider.state()["events"])
    assert Membership.objects.get().state == State.ACTIVE


@pytest.mark.parametrize("seed", range(4))
def test_the_order_and_number_of_events_do_not_matter(client, provider, seed):
    membership = start_joining(ada(), interval="month")
    id = provider.subscribe(membership.signup_id)["id"]
    provider.renew(id)
    provider.fail_next_renewal(id)
    provider.renew(id)
    told = provider.state()["events"] * 2
    random.Random(seed).shuffle(told)
    hear(client, told)
    membership.refresh_from_db()
    assert (membership.state, membership.periods.count(), membership.invoices.count()) == (State.GRACE, 2, 3)
    assert membership.events.filter(kind="renewed").count() == 1


def test_a_subscription_of_another_account_is_put_aside(client, provider):
    """Somebody sells something else with the same Stripe account: signed, but none of our memberships."""
    mine = joined(provider, ada())
    before, known = Membership.objects.values().get(pk=mine.pk), len(provider.state()["events"])
    other = create_billing_customer(
        email="eve@example.com", name="Eve", reference=f"user/{ada().pk}", key="eve-customer"
    )
    session = create_signup_session(
        price_id=mine.price.stripe_price_id,
        customer_id=other,
        trial_days=0,
        reference=mine.reference,
        success_url="http://other.example/",
        cancel_url="http://other.example/",
        expires_at=timezone.now() + timedelta(hours=1),
        locale="en",
        key="eve",
    )
    provider.subscribe(session.id)
    hear(client, provider.state()["events"][known:])
    hear(client, [json.loads(event(id, event_id=f"evt_{id}")) for id in ("sub_nowhere", "in_nowhere", "nonsense")])
    assert BillingEvent.objects.count() > 6 and not BillingEvent.objects.filter(processed_at=None).exists()
    assert Membership.objects.values().get(pk=mine.pk) == before


def test_what_an_event_claims_is_not_believed(client, provider):
    membership = joined(provider, ada())
    provider.renew(membership.stripe_subscription_id)
    claim = json.loads(event(membership.stripe_subscription_id, "customer.subscription.deleted"))
    claim["data"]["object"] |= {"status": "canceled", "customer": "cus_other"}
    hear(client, [claim])
    assert Membership.objects.get().state == State.ACTIVE


def test_an_event_that_came_while_the_provider_was_away_is_processed_by_the_sweeper(client, provider):
    membership = start_joining(ada())
    provider.subscribe(membership.signup_id)
    for row in provider.state()["events"]:
        post(client, json.dumps(row).encode())
    provider.faults.set("error_before", count=99)
    sweep_memberships()
    assert Membership.objects.get().state == State.PENDING
    provider.faults.clear()
    with time_machine.travel(timezone.now()):
        sweep_memberships()
    assert Membership.objects.get().state == State.ACTIVE
    assert not BillingEvent.objects.filter(processed_at=None).exists()
