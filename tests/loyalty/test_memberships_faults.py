"""The provider fails before, during and after each call, or its answer is lost: nobody is charged twice or forgotten."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from core.errors import Refused
from core.outages import Outage
from loyalty.actions.memberships import (
    cancel_membership,
    keep_membership,
    preview_membership_switch,
    switch_membership,
)
from loyalty.actions.syncing import BillingUnavailable, sync_membership
from loyalty.models import Membership
from loyalty.tasks.memberships import sweep_memberships
from tests.cast import ada, compared, deliver_mail, joined, make_plan, start_joining

pytestmark = pytest.mark.django_db
State = Membership.State
FAULTS = ["error_before", "error_during", "error_after", "drop_after"]


def until_it_works(deed, times: int = 5):
    """Press again after every refusal, as people do."""
    for _time in range(times):
        for outage in Outage.known:
            outage.end()
        try:
            return deed()
        except BillingUnavailable:
            continue
    pytest.fail("It never worked.")


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("path", ["/v1/customers", "/v1/prices", "/v1/checkout/sessions"])
def test_joining_survives_it_and_leads_to_one_subscription(provider, fault, path):
    make_plan()
    provider.faults.set(fault, path=path, method="POST", count=3)
    membership = until_it_works(lambda: start_joining(ada()))
    provider.subscribe(membership.signup_id)
    assert compared(membership).state == State.ACTIVE
    assert len(provider.state()["subscriptions"]) == 1
    assert [row["amount"] for row in provider.state()["charges"]] == [4900]
    assert Membership.objects.live().count() == 1


@pytest.mark.parametrize("fault", FAULTS)
def test_a_switch_is_charged_once(provider, fault):
    membership = joined(provider, ada(), interval="month")
    at = timezone.now()
    switch = preview_membership_switch(membership=membership, at=at)
    how = {"price_id": switch.price.pk, "due": switch.due, "as_of": switch.as_of, "at": at}
    provider.faults.set(fault, path="/v1/subscriptions/", method="POST", count=3)
    for _time in range(4):
        for outage in Outage.known:
            outage.end()
        try:
            switch_membership(membership=Membership.objects.get(), **how)
        except Refused:
            continue
        break
    membership = compared(membership)
    charged = [row["amount"] for row in provider.state()["charges"]]
    assert (membership.interval, charged) in [("year", [590, switch.due.minor]), ("month", [590])]
    if fault != "error_during":  # whose answer stays under its key for a day
        assert membership.interval == "year"


@pytest.mark.parametrize("fault", FAULTS)
def test_ending_and_taking_it_back_come_true_in_the_end(provider, fault):
    membership = joined(provider, ada())
    provider.faults.set(fault, path="/v1/subscriptions/", method="POST", count=3)
    until_it_works(lambda: cancel_membership(membership=Membership.objects.get(), at=timezone.now()))
    assert Membership.objects.get().cancels_at_end
    provider.faults.set(fault, path="/v1/subscriptions/", method="POST", count=3)
    until_it_works(lambda: keep_membership(membership=Membership.objects.get(), at=timezone.now()))
    assert not Membership.objects.get().cancels_at_end
    assert membership.events.filter(kind="canceled").count() == 1


@pytest.mark.parametrize("fault", FAULTS)
def test_a_promised_switch_is_made_once_in_the_end(provider, fault):
    membership = joined(provider, ada())
    month, ends_at = membership.plan.prices.get(interval="month"), membership.ends_at
    Membership.objects.filter(pk=membership.pk).update(next_price=month)
    provider.faults.set(fault, path="/v1/subscriptions/", method="POST", count=4)
    until_it_works(lambda: sync_membership(membership=Membership.objects.get(), at=timezone.now()))
    subscription = provider.state()["subscriptions"][0]
    assert (subscription["items"]["data"][0]["price"]["unit_amount"], Membership.objects.get().ends_at) == (
        590,
        ends_at,
    )
    provider.renew(membership.stripe_subscription_id)
    assert [row["amount"] for row in provider.state()["charges"]] == [4900, 590]


def test_a_change_that_reached_the_provider_unseen_is_found_by_the_sweeper(provider):
    membership = joined(provider, ada())
    provider.faults.set("drop_after", path="/v1/subscriptions/", method="POST", count=9)
    with pytest.raises(BillingUnavailable):
        cancel_membership(membership=membership, at=timezone.now())
    provider.faults.clear()
    assert not Membership.objects.get().cancels_at_end
    for outage in Outage.known:
        outage.end()
    with time_machine.travel(timezone.now() + timedelta(hours=7)):
        sweep_memberships()
    assert Membership.objects.get().cancels_at_end


def test_asking_in_vain_changes_nothing(provider):
    membership = joined(provider, ada())
    before = Membership.objects.values().get()
    provider.faults.set("error_before", path="/v1/invoices", count=9)
    with pytest.raises(BillingUnavailable):
        sync_membership(membership=membership, at=timezone.now())
    assert Membership.objects.values().get() == before


@pytest.mark.parametrize(
    ("interval", "days", "subject"), [("year", 30, "Your trial ends on"), ("month", 5, "Your trial")]
)
def test_the_end_of_a_trial_is_told_once(provider, interval, days, subject):
    membership = joined(provider, ada(), make_plan(trial_days=days), interval)
    counts = []
    for left in (8, 7.01, 6.9, 3, 0.1):
        with time_machine.travel(membership.ends_at - timedelta(days=left)):
            sweep_memberships()
            sweep_memberships()
            deliver_mail()
            counts.append(sum(subject in message.subject for message in mail.outbox))
    assert counts == ([0, 0, 1, 1, 1] if days == 30 else [0, 0, 0, 1, 1])


def test_a_year_is_announced_two_weeks_before_and_not_to_who_has_left(provider):
    membership = joined(provider, ada())
    with time_machine.travel(membership.ends_at - timedelta(days=13)):
        provider.books.ahead = 0
        sweep_memberships()
        deliver_mail()
        [message] = [message for message in mail.outbox if "renews on" in message.subject]
        assert "€49.00 each year to Visa •••• 4242" in message.body and "Do nothing and it goes on." in message.body
    Membership.objects.update(reminded_for=None, cancels_at_end=True)
    before = len(mail.outbox)
    with time_machine.travel(membership.ends_at - timedelta(days=13)):
        provider.faults.set("error_before", count=99)
        sweep_memberships()
        deliver_mail()
    assert len(mail.outbox) == before
