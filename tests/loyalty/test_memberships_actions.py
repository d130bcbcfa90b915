"""A membership follows its subscription: joined, renewed, failed, recovered, ended, switched, and never two."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from accounts.actions.closing import close_account
from accounts.rules.farewell import Farewell
from core.money import Money
from core.stripe_billing import fetch_subscription
from loyalty.actions.joining import AlreadyMember, PriceNotOffered, TrialNotOffered, open_signup
from loyalty.actions.memberships import (
    AmountChanged,
    CannotSwitch,
    NothingToCancel,
    NothingToTakeBack,
    cancel_membership,
    keep_membership,
    preview_membership_switch,
    resume_membership,
    switch_membership,
)
from loyalty.actions.perks import perks_for
from loyalty.actions.plans import add_plan_price
from loyalty.actions.syncing import sync_membership
from loyalty.models import Membership, MembershipPeriod
from loyalty.rules.memberships import GRACE_PERIOD
from loyalty.tasks.memberships import sweep_memberships
from tests.cast import ada, ben, compared, deliver_mail, joined, make_member, make_plan, start_joining

pytestmark = pytest.mark.django_db
State = Membership.State
DAY = 86_400


def subjects() -> list[str]:
    deliver_mail()
    return [message.subject for message in mail.outbox]


def is_member(customer) -> bool:
    return perks_for(customer, timezone.now()).member


def test_paying_makes_a_member_and_one_paid_period(provider):
    membership = joined(provider, ada())
    assert (membership.state, membership.was_paid, membership.trial_ends_at) == (State.ACTIVE, True, None)
    [period] = membership.periods.all()
    assert (period.kind, period.invoice.amount_paid) == (MembershipPeriod.Kind.PAID, Money(4900))
    assert period.ends_at == membership.ends_at and membership.card == "Visa •••• 4242"
    assert is_member(ada()) and subjects() == ["Welcome to Regulars Plus"]


def test_a_page_that_is_open_makes_nobody_a_member(provider):
    membership = start_joining(ada())
    assert compared(membership).state == State.PENDING and not is_member(ada())
    provider.expire(membership.signup_id)
    assert compared(membership).state == State.ENDED


def test_the_same_button_twice_leads_to_the_same_page(provider):
    assert start_joining(ada()).signup_url == start_joining(ada()).signup_url
    assert len(provider.state()["sessions"]) == 1


def test_another_price_closes_the_page_before(provider):
    first, second = start_joining(ada()), start_joining(ada(), interval="month")
    assert first.pk != second.pk
    assert [row["status"] for row in provider.state()["sessions"]] == ["expired", "open"]
    assert Membership.objects.live().get().pk == second.pk


def test_who_paid_on_the_page_before_is_a_member_and_joins_no_second_time(provider):
    first = start_joining(ada())
    provider.subscribe(first.signup_id)
    with pytest.raises(AlreadyMember):
        start_joining(ada(), interval="month")
    assert Membership.objects.get().state == State.ACTIVE
    assert len(provider.state()["subscriptions"]) == 1


def test_a_member_cannot_join_again(provider):
    joined(provider, ada())
    with pytest.raises(AlreadyMember):
        start_joining(ada())


@pytest.mark.parametrize("state", ["past_due", "unpaid"])
def test_nobody_joins_anew_while_a_payment_is_missing(provider, monkeypatch, state):
    monkeypatch.setattr(provider.books, "after_retries", "unpaid")
    membership = joined(provider, ada(), interval="month")
    provider.fail_next_renewal(membership.stripe_subscription_id, 9)
    provider.renew(membership.stripe_subscription_id)
    provider.advance(0 if state == "past_due" else 16 * DAY)
    with pytest.raises(AlreadyMember):
        start_joining(ada())
    assert provider.state()["subscriptions"][0]["status"] == state
    assert len(provider.state()["subscriptions"]) == 1


def test_a_trial_costs_nothing_and_then_becomes_paid(provider):
    membership = joined(provider, ada(), make_plan(trial_days=14))
    assert (membership.state, membership.was_paid) == (State.TRIAL, False) and is_member(ada())
    assert [period.kind for period in membership.periods.all()] == ["trial"]
    provider.renew(membership.stripe_subscription_id)
    membership = compared(membership)
    assert (membership.state, membership.was_paid) == (State.ACTIVE, True)
    assert [period.kind for period in membership.periods.all()] == ["trial", "paid"]
    assert membership.events.filter(kind="renewed").count() == 1


def test_a_trial_whose_card_is_empty_has_no_grace(provider):
    membership = joined(provider, ada(), make_plan(trial_days=14), card="4000000000000341")
    provider.renew(membership.stripe_subscription_id)
    assert compared(membership).state == State.LAPSED and not is_member(ada())


def test_a_failed_renewal_has_grace_then_lapses_and_recovers(provider):
    membership = joined(provider, ada(), interval="month")
    provider.fail_next_renewal(membership.stripe_subscription_id, 9)
    provider.renew(membership.stripe_subscription_id)
    membership = compared(membership)
    assert membership.state == State.GRACE and is_member(ada())
    with time_machine.travel(membership.grace_until + timedelta(seconds=1)):
        assert not is_member(ada())  # before anybody wrote it down
        sweep_memberships()
        assert Membership.objects.get().state == State.LAPSED
        address = resume_membership(membership=Membership.objects.get(), at=timezone.now())
        assert address.endswith(provider.state()["invoices"][-1]["id"])
        provider.fail_next_renewal(membership.stripe_subscription_id, 0)
        provider.advance(3 * DAY)
        assert compared(membership).state == State.ACTIVE and is_member(ada())
        assert subjects()[1:] == [
            "Your membership could not be renewed",
            "Your membership has lapsed",
            "Your membership goes on",
        ]


def test_mails_about_a_failed_payment_come_on_day_0_3_and_6(provider):
    membership = joined(provider, ada(), interval="month")
    provider.fail_next_renewal(membership.stripe_subscription_id, 9)
    provider.renew(membership.stripe_subscription_id)
    failed_at = compared(membership).grace_until - GRACE_PERIOD
    counts = []
    for day in range(7):
        with time_machine.travel(failed_at + timedelta(days=day, minutes=1)):
            sweep_memberships()
            sweep_memberships()
            counts.append(subjects().count("Your membership could not be renewed"))
    assert counts == [1, 1, 1, 2, 2, 2, 3]


def test_ending_is_for_the_end_of_the_period_and_can_be_taken_back(provider):
    membership = joined(provider, ada())
    membership = cancel_membership(membership=membership, at=timezone.now())
    membership.refresh_from_db()
    assert membership.cancels_at_end and membership.state == State.ACTIVE and is_member(ada())
    membership = keep_membership(membership=membership, at=timezone.now())
    membership.refresh_from_db()
    assert not membership.cancels_at_end
    with pytest.raises(NothingToTakeBack):
        keep_membership(membership=membership, at=timezone.now())
    cancel_membership(membership=membership, at=timezone.now())
    provider.renew(membership.stripe_subscription_id)
    assert compared(membership).state == State.ENDED and not is_member(ada())
    assert len(provider.state()["invoices"]) == 1
    with pytest.raises(NothingToCancel):
        cancel_membership(membership=compared(membership), at=timezone.now())
    assert subjects()[1:] == [subjects()[1], subjects()[1], "Your membership has ended"]


def test_a_trial_that_is_ended_is_never_charged(provider):
    membership = joined(provider, ada(), make_plan(trial_days=14))
    cancel_membership(membership=membership, at=timezone.now())
    provider.renew(membership.stripe_subscription_id)
    assert compared(membership).state == State.ENDED
    assert provider.state()["charges"] == []


def test_who_leaves_while_a_payment_is_missing_is_charged_no_more(provider):
    membership = joined(provider, ada(), interval="month")
    provider.fail_next_renewal(membership.stripe_subscription_id)
    provider.renew(membership.stripe_subscription_id)
    membership = cancel_membership(membership=compared(membership), at=timezone.now())
    assert membership.state == State.ENDED
    provider.advance(40 * DAY)
    assert [row["status"] for row in provider.state()["charges"]] == ["succeeded", "failed"]


def test_ending_it_in_the_minute_of_the_renewal_leaves_one_charge_and_money_back(provider):
    membership = joined(provider, ada())
    provider.renew(membership.stripe_subscription_id)  # the shop has not heard of it yet
    membership = cancel_membership(membership=membership, at=timezone.now())
    membership.refresh_from_db()
    assert membership.cancels_at_end and membership.periods.count() == 2
    assert len(provider.state()["charges"]) == 2
    assert membership.ends_at == membership.periods.last().ends_at


def test_from_month_to_year_costs_what_was_shown(provider):
    membership = joined(provider, ada(), interval="month")
    at = timezone.now()
    switch = preview_membership_switch(membership=membership, at=at)
    assert switch.due + switch.credit == Money(4900) and switch.credit > Money(0)
    how = {"membership": membership, "price_id": switch.price.pk, "as_of": switch.as_of, "at": at}
    with pytest.raises(AmountChanged):
        switch_membership(**how, due=switch.due - Money(1))
    switch_membership(**how, due=switch.due)
    membership = Membership.objects.get()
    assert membership.interval == "year" and membership.ends_at > at + timedelta(days=364)
    assert [row["amount_paid"] for row in provider.state()["invoices"]] == [590, switch.due.minor]
    first, second = membership.periods.all()
    assert first.ends_at == second.starts_at


def test_a_second_press_of_the_switch_charges_nothing_more(provider):
    membership = joined(provider, ada(), interval="month")
    at = timezone.now()
    switch = preview_membership_switch(membership=membership, at=at)
    how = {"price_id": switch.price.pk, "as_of": switch.as_of, "at": at, "due": switch.due}
    switch_membership(membership=membership, **how)
    with pytest.raises(Exception):  # noqa: B017, PT011  there is no year to go over to any more
        switch_membership(membership=Membership.objects.get(), **how)
    assert len(provider.state()["charges"]) == 2


def test_from_year_to_month_waits_for_what_is_paid(provider):
    membership = joined(provider, ada())
    at, ends_at = timezone.now(), membership.ends_at
    switch = preview_membership_switch(membership=membership, at=at)
    assert switch.from_next_period and not switch.due
    switch_membership(membership=membership, price_id=switch.price.pk, due=switch.due, as_of=switch.as_of, at=at)
    membership = Membership.objects.get()
    assert (membership.state, membership.interval, membership.ends_at) == (State.ACTIVE, "year", ends_at)
    assert membership.next_price.interval == "month"
    provider.renew(membership.stripe_subscription_id)
    membership = compared(membership)
    assert (membership.interval, membership.next_price) == ("month", None)
    assert [row["amount_paid"] for row in provider.state()["invoices"]] == [4900, 0, 590]


def test_a_switch_that_waits_is_taken_back_at_the_price_they_had(provider):
    membership = joined(provider, ada())
    at = timezone.now()
    for _direction in ("to a month", "and back"):
        switch = preview_membership_switch(membership=Membership.objects.get(), at=at)
        how = {"price_id": switch.price.pk, "due": switch.due, "as_of": switch.as_of, "at": at}
        switch_membership(membership=Membership.objects.get(), **how)
        add_plan_price(plan=membership.plan, interval="year", amount=Money(9900), at=at)
    membership = Membership.objects.get()
    assert (membership.next_price, membership.price.amount) == (None, Money(4900))
    provider.renew(membership.stripe_subscription_id)
    assert [row["amount"] for row in provider.state()["charges"]] == [4900, 4900]


@pytest.mark.parametrize("how", ["paid", "trial", "pending", "granted"])
def test_who_goes_for_good_is_never_charged_again(provider, how):
    plan = make_plan(trial_days=14 if how == "trial" else 0)
    {"granted": lambda: make_member(ada()), "pending": lambda: start_joining(ada())}.get(
        how, lambda: joined(provider, ada(), plan, "month")
    )()
    charged = len(provider.state()["charges"])
    close_account(user=ada(), wishes=Farewell(), at=timezone.now())
    sweep_memberships()
    assert Membership.objects.get().state == State.ENDED and not is_member(Membership.objects.get().customer)
    provider.advance(90 * DAY)
    assert len(provider.state()["charges"]) == charged
    assert all(row["status"] != "open" for row in provider.state()["sessions"])


def test_a_promised_switch_is_made_even_if_the_process_died_before_telling_the_provider(provider):
    membership = joined(provider, ada())
    month = membership.plan.prices.get(interval="month")
    Membership.objects.filter(pk=membership.pk).update(next_price=month)
    compared(membership)
    provider.renew(membership.stripe_subscription_id)
    assert provider.state()["invoices"][-1]["amount_paid"] == 590


def test_what_is_set_to_end_is_not_switched(provider):
    membership = joined(provider, ada())
    cancel_membership(membership=membership, at=timezone.now())
    with pytest.raises(CannotSwitch):
        preview_membership_switch(membership=Membership.objects.get(), at=timezone.now())


def test_members_keep_the_version_of_the_price_they_joined_for(provider):
    membership = joined(provider, ada())
    at = timezone.now()
    dearer = add_plan_price(plan=membership.plan, interval="year", amount=Money(5900), at=at)
    how = {"with_trial": False, "language": "en", "at": at}
    with pytest.raises(PriceNotOffered):
        open_signup(customer=ben(), price=membership.price, **how)
    assert open_signup(customer=ben(), price=dearer, **how).price == dearer
    provider.renew(membership.stripe_subscription_id)
    assert compared(membership).price.amount == Money(4900)
    assert [row["amount_paid"] for row in provider.state()["invoices"]] == [4900, 4900]


def test_a_second_trial_with_the_same_card_does_not_begin_and_nothing_is_charged(provider):
    plan = make_plan(trial_days=14)
    joined(provider, ada(), plan)
    second = joined(provider, ben(), plan)
    assert second.state == State.ENDED and not is_member(ben())
    assert [row["status"] for row in provider.state()["subscriptions"]] == ["trialing", "canceled"]
    assert provider.state()["charges"] == []
    assert subjects()[-1] == "Your trial did not begin"
    assert joined(provider, ben(), plan).state == State.ACTIVE  # without a trial he may


def test_a_second_trial_of_the_same_account_is_not_offered(provider):
    plan = make_plan(trial_days=14)
    membership = joined(provider, ada(), plan)
    cancel_membership(membership=membership, at=timezone.now())
    provider.renew(membership.stripe_subscription_id)
    compared(membership)
    price = plan.prices.get(interval="year")
    with pytest.raises(TrialNotOffered):
        open_signup(customer=ada(), price=price, with_trial=True, language="en", at=timezone.now())


def test_a_subscription_of_another_customer_is_nobodys(provider):
    """Somebody's id in our row, however it came there, changes nothing."""
    mine, other = joined(provider, ada()), joined(provider, ben(), interval="month")
    provider.renew(other.stripe_subscription_id)
    Membership.objects.filter(pk=other.pk).update(stripe_subscription_id="")
    Membership.objects.filter(pk=mine.pk).update(stripe_subscription_id=other.stripe_subscription_id)
    before = Membership.objects.values().get(pk=mine.pk)
    compared(mine)
    assert Membership.objects.values().get(pk=mine.pk) == before


def test_an_older_answer_never_overwrites_a_newer_one(provider, monkeypatch):
    membership = joined(provider, ada())
    old = fetch_subscription(membership.stripe_subscription_id)
    provider.renew(membership.stripe_subscription_id)
    newer = compared(membership)
    monkeypatch.setattr("loyalty.actions.syncing.fetch_subscription", lambda _id: old)
    with time_machine.travel(newer.synced_at - timedelta(seconds=5)):
        sync_membership(membership=newer, at=timezone.now())
    assert Membership.objects.get().ends_at == newer.ends_at


def test_a_renewal_missed_by_the_shop_is_made_up_for_by_the_sweeper(provider):
    membership = joined(provider, ada(), interval="month")
    for _time in range(3):
        provider.renew(membership.stripe_subscription_id)
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=7)):
        sweep_memberships()
    membership.refresh_from_db()
    assert membership.periods.count() == membership.invoices.count() == 4
