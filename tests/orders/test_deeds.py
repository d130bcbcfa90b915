"""Points for deeds, and for how long what an order earned may still come back."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.actions.details import Details, change_details
from accounts.models import Address, User
from core.models import OutgoingMail
from loyalty.models import PointsAccount, PointsLot, PointsProgram
from orders.actions.deeds import reward_profiles
from orders.models import EarningRule
from orders.tasks.points import reward_profiles as reward_profiles_task
from tests.cast import (
    ada,
    ben,
    deliver_order,
    delivered_order,
    make_member,
    make_plan,
    make_product,
    midnight_after,
    paid_order,
)

pytestmark = pytest.mark.django_db
HOME = {
    "name": "Ada Lovelace",
    "street_address": "Lane 1",
    "city": "Berlin",
    "postal_code": "10115",
    "country_code": "DE",
}


@pytest.fixture
def program():
    PointsProgram(is_active=True).save()


def rule(kind: str, points: int = 50, **fields: object) -> EarningRule:
    return EarningRule.objects.create(name="Thank you", kind=kind, points=points, is_active=True, **fields)


def complete(customer: User) -> None:
    change_details(user=customer, details=Details("Ada Lovelace", (6, 15)), at=timezone.now())
    Address.objects.create(owner=customer, **HOME)


def available(customer: User) -> int:
    account = PointsAccount.objects.filter(customer=customer).first()
    return account.available if account else 0


def test_a_complete_profile_earns_once_for_ever(program):
    rule("profile")
    complete(ada())
    for _twice in range(2):
        reward_profiles_task()
    assert available(ada()) == 50
    change_details(user=ada(), details=Details("", (6, 15)), at=timezone.now())
    change_details(user=ada(), details=Details("Ada", (6, 15)), at=timezone.now())
    assert reward_profiles(at=timezone.now()) == 0
    assert available(ada()) == 50


def test_half_a_profile_earns_nothing(program):
    rule("profile")
    change_details(user=ada(), details=Details("Ada", (6, 15)), at=timezone.now())
    Address.objects.create(owner=ben(), **HOME)
    assert reward_profiles(at=timezone.now()) == 0


def test_without_a_rule_or_the_program_a_profile_earns_nothing(program):
    complete(ada())
    assert reward_profiles(at=timezone.now()) == 0
    rule("profile", ends_at=timezone.now() - timedelta(days=1))
    assert reward_profiles(at=timezone.now()) == 0
    rule("profile")
    PointsProgram(is_active=False).save()
    assert reward_profiles(at=timezone.now()) == 0


def test_more_profiles_than_fit_a_batch_all_earn_once(program, monkeypatch):
    monkeypatch.setattr("orders.actions.deeds.BATCH", 2)
    rule("profile")
    for number in range(5):
        complete(User.objects.create_user(f"person{number}@example.com"))
    assert (reward_profiles(at=timezone.now()), reward_profiles(at=timezone.now())) == (5, 0)


def test_the_page_of_points_says_what_can_be_done_for_some_and_not_what_is_done(client, program):
    client.force_login(ada())
    page = client.get(reverse("orders:points")).content.decode()
    assert "What else earns points" not in page
    rule("profile")
    rule("review", 20)
    page = client.get(reverse("orders:points")).content.decode()
    assert "A complete profile" in page and "20 points, the same for one star as for five" in page
    complete(ada())
    reward_profiles(at=timezone.now())
    page = client.get(reverse("orders:points")).content.decode()
    assert "A complete profile" not in page and "Thank you" in page


def test_points_wait_until_a_members_longer_return_window_is_over(program, provider):
    make_member(ada(), make_plan(perks={"return_window": {"days": 60}}))
    order = paid_order(provider, make_product(price=11900, stock=5), owner=ada())
    order = deliver_order(order, timezone.now())
    assert PointsLot.objects.get().confirms_at == midnight_after(order.completed_at, 60)
    assert midnight_after(order.completed_at, 60) - order.returnable_until == timedelta(microseconds=1)


def test_the_order_and_its_mail_say_until_when_it_can_go_back_by_the_perks_it_was_placed_with(client, provider):
    membership = make_member(ada(), make_plan(perks={"return_window": {"days": 60}, "free_returns": {}}))
    order = delivered_order(provider, make_product(), owner=ada())
    membership.plan.perks.all().delete()
    client.force_login(ada())
    page = client.get(reverse("orders:order-detail", args=[order.number])).content.decode()
    assert "You can send things back until" in page and "free for you as a member" in page
    mail = OutgoingMail.objects.get(template="orders/order_delivered")
    assert "within 60 days" in mail.text and "free for you as a member" in mail.text


def test_everybody_else_has_thirty_days_and_is_told_when_they_are_over(client, provider):
    now = timezone.now()
    order = delivered_order(provider, make_product(), owner=ada(), delivered_at=now - timedelta(days=31))
    assert order.returnable_until < midnight_after(order.completed_at, 30)
    client.force_login(ada())
    page = client.get(reverse("orders:order-detail", args=[order.number])).content.decode()
    assert "Things could be sent back until" in page
    assert "within 30 days" in OutgoingMail.objects.get(template="orders/order_delivered").text
