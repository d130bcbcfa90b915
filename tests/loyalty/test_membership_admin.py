"""Staff build plans, look after members, give within limits and send money back."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from accounts.models import User
from core.money import Money
from loyalty.actions.figures import monthly_figures
from loyalty.actions.grants import GrantTooLong, PaidAlready, extend_membership, grant_membership
from loyalty.actions.membership_refunds import execute_membership_refund
from loyalty.actions.perks import perks_for, perks_of_plan
from loyalty.models import Membership, MembershipRefund, Perk, Plan, PlanPrice
from loyalty.models.plans import PriceIsWritten
from loyalty.tasks.memberships import sweep_memberships
from tests.cast import ada, ben, compared, joined, make_member, make_plan, stan

pytestmark = pytest.mark.django_db
State = Membership.State


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(stan())
    return client


def helper(*permissions: str) -> User:
    """A member of staff with these permissions alone."""
    user = User.objects.create_user("hal@example.com", "a-long-password", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions, content_type__app_label="loyalty"))
    return User.objects.get(pk=user.pk)


def perk_fields(*rows: dict) -> dict[str, object]:
    fields = {"perks-TOTAL_FORMS": len(rows), "perks-INITIAL_FORMS": 0, "name": "Plus", "position": 0,
              "refund_days": 30, "is_active": "on", "words": ""}  # fmt: skip
    for place, row in enumerate(rows):
        fields |= {f"perks-{place}-{name}": value for name, value in row.items()}
    return fields | {"prices-TOTAL_FORMS": 0, "prices-INITIAL_FORMS": 0}


def test_staff_build_a_plan_by_fields_that_say_what_they_mean(staff):
    rows = [{"kind": "free_delivery", "countries": "de, at", "spend_from": "10"}, {"kind": "points", "number": 150}]
    answer = staff.post("/staff/loyalty/plan/add/", perk_fields(*rows))
    assert answer.status_code == 302, answer.context["errors"]
    perks = perks_of_plan(Plan.objects.get().pk)
    assert (perks.free_countries, perks.free_from, perks.points_percent) == (("DE", "AT"), Money(1000), 150)


@pytest.mark.parametrize(
    "row",
    [
        {"kind": "points"},
        {"kind": "points", "number": 50},
        {"kind": "member_prices", "number": 3},
        {"kind": "points", "number": 150, "countries": "DE"},
        {"kind": "free_delivery", "countries": "Germany"},
        {"kind": "nonsense"},
    ],
)
def test_a_perk_that_makes_no_sense_is_refused_in_words(staff, row):
    answer = staff.post("/staff/loyalty/plan/add/", perk_fields(row))
    assert answer.status_code == 200 and not Plan.objects.exists()
    assert answer.context["inline_admin_formsets"][0].formset.errors[0]


def test_the_same_perk_twice_is_refused(staff):
    assert staff.post("/staff/loyalty/plan/add/", perk_fields({"kind": "free_returns"}, {"kind": "free_returns"}))
    assert not Plan.objects.exists()


def test_a_price_is_added_and_never_changed(staff):
    plan = make_plan()
    fields = {"interval": "year", "amount": "59", "trial_days": "14", "valid_from": ""}
    assert staff.post(f"/staff/loyalty/plan/{plan.pk}/price/", fields).status_code == 302
    newest = PlanPrice.objects.offered(timezone.now())[-1]
    assert (newest.interval, newest.amount, newest.trial_days) == ("year", Money(5900), 14)
    newest.amount = Money(1)
    with pytest.raises(PriceIsWritten):
        newest.save()
    past = fields | {"valid_from": "2020-01-01T00:00"}
    assert "offered from now on" in staff.post(f"/staff/loyalty/plan/{plan.pk}/price/", past).content.decode()


def test_a_perk_with_wrong_parameters_cannot_be_written_past_the_form():
    with pytest.raises(ValidationError):
        Perk(plan=make_plan(perks={}), kind="points", parameters={"percent": 1}).full_clean()


def test_staff_give_a_membership_which_ends_by_itself(staff):
    plan, customer = make_plan(), ada()
    fields = {"email": customer.email, "plan": plan.pk, "days": 30, "reason": "A parcel that got lost"}
    assert staff.post("/staff/loyalty/membership/grant/", fields).status_code == 302
    membership = Membership.objects.get()
    event = membership.events.get(kind="granted")
    assert (event.actor, event.data) == (stan(), {"days": 30, "reason": "A parcel that got lost"})
    assert perks_for(customer, timezone.now()).member
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert not perks_for(customer, timezone.now()).member
        sweep_memberships()
        assert Membership.objects.get().state == State.ENDED


def test_a_gift_has_a_limit_and_somebody_who_may_go_beyond_it():
    common = helper("grant_membership")
    how = {"customer": ada(), "plan": make_plan(), "reason": "x", "at": timezone.now()}
    with pytest.raises(GrantTooLong, match="92"):
        grant_membership(days=93, by=common, **how)
    grant_membership(days=92, by=common, **how)
    special = helper_with(common, "grant_membership_beyond")
    assert grant_membership(days=93, by=special, **how).periods.count() == 2
    with pytest.raises(GrantTooLong):
        grant_membership(days=0, by=special, **how)


def helper_with(user: User, permission: str) -> User:
    user.user_permissions.add(Permission.objects.get(codename=permission))
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize(
    ("path", "permission"),
    [("grant/", "grant_membership"), ("{pk}/extend/", "grant_membership"), ("{pk}/refund/", "refund_membership")],
)
def test_only_who_may_gives_and_refunds(path, permission):
    membership, client = make_member(ada()), Client()
    user = helper("view_membership")
    client.force_login(user)
    address = f"/staff/loyalty/membership/{path.format(pk=membership.pk)}"
    assert client.get(address).status_code == client.post(address).status_code == 403
    helper_with(user, permission)
    assert client.get(address).status_code == 200


def test_who_pays_is_given_nothing_and_a_trial_is_made_longer(provider):
    plan = make_plan(trial_days=14)
    membership, at = joined(provider, ada(), plan), timezone.now()
    with pytest.raises(PaidAlready):
        grant_membership(customer=ada(), plan=plan, days=3, reason="x", by=stan(), at=at)
    before = membership.ends_at
    extend_membership(membership=membership, days=10, reason="away on a journey", by=stan(), at=at)
    membership.refresh_from_db()
    assert membership.ends_at == before + timedelta(days=10) == membership.periods.get().ends_at
    assert provider.state()["subscriptions"][0]["trial_end"] == int(membership.ends_at.timestamp())
    provider.renew(membership.stripe_subscription_id)
    with pytest.raises(PaidAlready):
        extend_membership(membership=compared(membership), days=3, reason="x", by=stan(), at=at)


def test_staff_end_it_and_send_back_what_is_left(provider, staff):
    membership = joined(provider, ada())
    page = staff.get(f"/staff/loyalty/membership/{membership.pk}/refund/").content.decode()
    assert 'value="48.99"' in page or 'value="49.00"' in page
    address = f"/staff/loyalty/membership/{membership.pk}/refund/"
    assert "more than is left" in staff.post(address, {"amount": "49.01", "reason": "x"}).content.decode()
    staff.post(address, {"amount": "20", "reason": "moves away"})
    assert "cannot be refunded" in staff.post(address, {"amount": "20", "reason": "again"}).content.decode()
    execute_membership_refund(refund=MembershipRefund.objects.get())
    assert [row["amount"] for row in provider.state()["refunds"]] == [2000]
    assert Membership.objects.get().state == State.ENDED


def test_a_refund_that_failed_is_tried_again_and_sent_once(provider, staff):
    membership = joined(provider, ada())
    staff.post(f"/staff/loyalty/membership/{membership.pk}/refund/", {"amount": "20", "reason": "moves away"})
    intent = membership.invoices.get().intent_id
    membership.invoices.update(intent_id="pi_wrong")
    execute_membership_refund(refund=MembershipRefund.objects.get())
    refund = MembershipRefund.objects.get()
    assert refund.state == MembershipRefund.State.FAILED and "pi_wrong" in refund.error
    membership.invoices.update(intent_id=intent)
    staff.post(f"/staff/loyalty/membershiprefund/{refund.pk}/retry/")
    for _time in range(2):
        execute_membership_refund(refund=MembershipRefund.objects.get())
    assert [row["amount"] for row in provider.state()["refunds"]] == [2000]


@pytest.mark.parametrize("fault", ["error_after", "drop_after", "error_before"])
def test_a_refund_goes_out_once_whatever_the_provider_does(provider, staff, fault):
    membership = joined(provider, ada())
    staff.post(f"/staff/loyalty/membership/{membership.pk}/refund/", {"amount": "20", "reason": "moves away"})
    provider.faults.set(fault, path="/v1/refunds", method="POST", count=2)
    for _time in range(4):
        execute_membership_refund(refund=MembershipRefund.objects.get())
    assert [row["amount"] for row in provider.state()["refunds"]] == [2000]
    assert MembershipRefund.objects.get().state == MembershipRefund.State.SUCCEEDED


def test_the_list_tells_who_needs_looking_after(provider, staff):
    joined(provider, ada(), interval="month")
    idle = make_member(ben())
    Membership.objects.filter(pk=idle.pk).update(starts_at=timezone.now() - timedelta(days=120))
    page = staff.get("/staff/loyalty/membership/").content.decode()
    assert "Fine" in page and "Nothing saved for 90 days" in page
    for health, expected in (("idle", {ben()}), ("good", {ada()}), ("owing", set()), ("leaving", set())):
        found = staff.get(f"/staff/loyalty/membership/?health={health}").context["cl"].queryset
        assert {row.customer for row in found} == expected, health


def test_churn_and_conversion_count_who_left_and_who_stayed(provider):
    now = timezone.now()
    membership = joined(provider, ada(), make_plan(trial_days=14))
    provider.renew(membership.stripe_subscription_id)
    compared(membership)
    with time_machine.travel(now + timedelta(days=75)):
        months = monthly_figures(timezone.now())
    assert (sum(month.tried for month in months), sum(month.converted for month in months)) == (1, 1)
    assert sum(month.began for month in months) == 1
    assert months[-1].paying == 1 and months[-1].churn == 0
    Membership.objects.update(state=State.ENDED, ended_at=now + timedelta(days=70))
    with time_machine.travel(now + timedelta(days=75)):
        assert sum(month.left for month in monthly_figures(timezone.now())) == 1
    Membership.objects.update(state=State.ACTIVE, ended_at=None)


def test_the_page_of_figures_stands_even_without_members(staff):
    assert staff.get("/staff/loyalty/membership/figures/").status_code == 200
