"""The page to join and a member's own pages: what they say, who sees them, and what bad input gets."""

import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from core.money import Money
from loyalty.actions.membership_refunds import execute_membership_refund
from loyalty.models import Membership, MembershipRefund, PlanPrice
from orders.models import DeliveryMethod
from tests.cast import (
    ada,
    ben,
    compared,
    filled_basket,
    joined,
    make_delivery,
    make_member,
    make_plan,
    make_price_list,
    make_product,
    paid_order,
    start_joining,
)

pytestmark = pytest.mark.django_db
State = Membership.State


def signed_in(customer) -> Client:
    client = Client()
    client.force_login(customer)
    return client


def shown(client: Client, path: str) -> str:
    answer = client.get(path, follow=True)
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_a_visitor_sees_what_there_is_and_signs_in_to_join(provider):
    make_plan(trial_days=30)
    page = shown(Client(), "/membership/")
    assert "Regulars Plus" in page and "€49.00 a year" in page and "€5.90 a month" in page
    assert "€21.80 less than by the month" in page and "Sign in and try it" in page


def test_the_first_charge_stands_beside_the_button(provider):
    make_plan(trial_days=30)
    page = shown(signed_in(ada()), "/membership/")
    assert "Try it for free Free until" in page and "Then €49.00 are charged, unless you end it before." in page


def test_who_had_a_trial_is_shown_what_joining_costs_at_once(provider):
    membership = joined(provider, ada(), make_plan(trial_days=30))
    provider.renew(membership.stripe_subscription_id)
    Membership.objects.update(state=State.ENDED)
    page = shown(signed_in(ada()), "/membership/")
    assert "Join for €49.00 €49.00 are charged today." in page and "Free until" not in page
    Membership.objects.update(state=State.TRIAL)


def test_the_page_says_what_it_would_have_saved_this_customer(provider):
    make_delivery(free_from=None)
    DeliveryMethod.objects.update(free_for_members=True)
    make_plan()
    for _time in range(2):
        paid_order(provider, make_product(), owner=ada())
    page = shown(signed_in(ada()), "/membership/")
    assert "In the last 12 months you would have saved €9.80 on 2 orders." in page
    assert "would have saved" not in shown(signed_in(ben()), "/membership/")


def test_the_button_leads_to_the_provider_and_back_to_a_welcome(provider):
    price = make_plan(trial_days=14).prices.get(interval="year")
    client = signed_in(ada())
    answer = client.post("/membership/joining/", {"price": price.pk, "trial": "1"})
    session = provider.state()["sessions"][-1]
    assert answer["Location"] == session["url"]
    provider.subscribe(session["id"])
    page = shown(client, "/membership/joined/")
    assert "You are a member now. Welcome." in page or "Regulars Plus On trial" in page
    assert "Then €49.00 are charged, unless you end it before." in page


def test_coming_back_without_paying_makes_nobody_a_member(provider):
    start_joining(ada())
    assert "Membership" in shown(signed_in(ada()), "/membership/joined/")
    assert Membership.objects.get().state == State.PENDING


def test_a_price_posted_by_the_client_changes_nothing(provider):
    """Only a version that is offered is sold, for its own amount; an amount in the form is not even read."""
    price = make_plan().prices.get(interval="year")
    client = signed_in(ada())
    client.post("/membership/joining/", {"price": price.pk, "amount": "1", "unit_amount": "1", "currency": "jpy"})
    assert provider.state()["sessions"][-1]["amount_total"] == 4900
    later = PlanPrice.objects.create(
        plan=price.plan, interval="year", amount=Money(1), currency="EUR", valid_from=timezone.now().replace(year=2099)
    )
    signed_in(ben()).post("/membership/joining/", {"price": later.pk})
    assert len(provider.state()["sessions"]) == 1 and not Membership.objects.filter(customer=ben()).exists()


@pytest.mark.parametrize(
    ("fields", "status"),
    [({}, 400), ({"price": "x"}, 400), ({"price": "-1"}, 400), ({"price": "99999999999999999999"}, 400),
     ({"price": "424242"}, 404)],
)  # fmt: skip
def test_bad_input_is_refused_in_words(provider, fields, status):
    make_plan()
    assert signed_in(ada()).post("/membership/joining/", fields).status_code == status


def test_a_trial_that_was_not_offered_cannot_be_posted(provider):
    price = make_plan().prices.get(interval="year")
    signed_in(ada()).post("/membership/joining/", {"price": price.pk, "trial": "1"})
    assert provider.state()["sessions"] == [] and not Membership.objects.exists()


@pytest.mark.parametrize("path", ["", "cancellation/", "price/"])
def test_a_stranger_sees_nobodys_membership(provider, path):
    joined(provider, ada())
    assert Client().get(f"/account/membership/{path}").status_code == 302
    answer = signed_in(ben()).get(f"/account/membership/{path}")
    assert answer.status_code == (302 if path == "" else 404)


@pytest.mark.parametrize("path", ["cancellation/", "cancellation/removal/", "refund/", "price/", "payment/", "card/"])
def test_nobody_changes_a_membership_they_do_not_have(provider, path):
    membership = joined(provider, ada())
    before = provider.state()["subscriptions"]
    assert signed_in(ben()).post(f"/account/membership/{path}").status_code == 404
    assert provider.state()["subscriptions"] == before and compared(membership).state == State.ACTIVE


def test_two_clicks_end_it_and_one_takes_it_back(provider):
    joined(provider, ada())
    client = signed_in(ada())
    assert "/account/membership/cancellation/" in client.get("/account/membership/").content.decode()
    client.post("/account/membership/cancellation/")
    assert "It ends on" in shown(client, "/account/membership/")
    client.post("/account/membership/cancellation/removal/")
    assert "It renews on" in shown(client, "/account/membership/")
    assert not provider.state()["subscriptions"][0]["cancel_at_period_end"]


def test_an_unused_period_comes_back_whole(provider):
    joined(provider, ada())
    client = signed_in(ada())
    assert "Leave now and have €49.00 back" in shown(client, "/account/membership/cancellation/")
    client.post("/account/membership/refund/")
    refund = MembershipRefund.objects.get()
    execute_membership_refund(refund=refund)
    execute_membership_refund(refund=MembershipRefund.objects.get())
    assert [row["amount"] for row in provider.state()["refunds"]] == [4900]
    assert provider.state()["subscriptions"][0]["status"] == "canceled"
    assert "€49.00 sent back" in shown(client, "/account/membership/")
    assert client.post("/account/membership/refund/").status_code == 404


def test_a_period_that_was_used_stays_paid(provider):
    make_delivery(free_from=None)
    DeliveryMethod.objects.update(free_for_members=True)
    joined(provider, ada())
    paid_order(provider, make_product(), owner=ada())
    client = signed_in(ada())
    assert "have €49.00 back" not in shown(client, "/account/membership/cancellation/")
    client.post("/account/membership/refund/")
    assert not MembershipRefund.objects.exists() and Membership.objects.get().state == State.ACTIVE
    assert "This year €4.90 In all €4.90" in shown(client, "/account/membership/")


def test_the_switch_shows_its_amount_and_charges_just_that(provider):
    joined(provider, ada(), interval="month")
    client = signed_in(ada())
    page = client.get("/account/membership/price/").content.decode()
    due = int(re.search(r"Pay €(\d+)\.(\d+) and change", page)[0].replace("Pay €", "").split(" ")[0].replace(".", ""))
    token = re.search(r'name="shown" value="([^"]+)"', page)[1]
    assert client.post("/account/membership/price/", {"shown": token[:-2] + "xx"}).status_code == 400
    client.post("/account/membership/price/", {"shown": token})
    assert provider.state()["invoices"][-1]["amount_paid"] == due
    assert "It renews on" in shown(client, "/account/membership/")


def test_the_card_is_changed_at_the_provider(provider):
    joined(provider, ada())
    answer = signed_in(ada()).post("/account/membership/card/")
    assert answer["Location"].startswith(f"{provider.url}/portal/")


def test_while_the_provider_is_away_nothing_changes_and_the_page_says_so(provider):
    joined(provider, ada())
    provider.faults.set("error_before", path="/v1/subscriptions", count=99)
    client = signed_in(ada())
    answer = client.post("/account/membership/cancellation/", follow=True)
    provider.faults.clear()
    assert "Nothing was changed and nothing charged" in answer.content.decode()
    assert not Membership.objects.get().cancels_at_end


def test_a_basket_says_what_joining_would_take_off(provider):
    make_delivery(free_from=None)
    DeliveryMethod.objects.update(free_for_members=True)
    make_plan()
    product = make_product("Mug", price=2000)
    filled_basket(product, owner=ada())
    assert "With Regulars Plus delivery is free: €4.90 less on this order." in shown(signed_in(ada()), "/basket/")
    make_price_list("Plus", "members", {product: 1500})
    cache.clear()
    assert "delivery is free: €9.90 less" in shown(signed_in(ada()), "/checkout/")
    make_member(ada())
    assert "less on this order" not in shown(signed_in(ada()), "/basket/")


def test_the_promise_on_a_product_is_the_members_own(provider):
    make_delivery(free_from=None)
    DeliveryMethod.objects.update(free_for_members=True)
    product = make_product("Mug", price=2000)
    make_member(ben(), make_plan(perks={"free_delivery": {}, "faster_delivery": {"days": 1}}))
    page = shown(signed_in(ben()), product.get_absolute_url())
    assert "Delivery is free for you as a member" in page and "Packed sooner for members" in page
    assert "for you as a member" not in shown(signed_in(ada()), product.get_absolute_url())
    assert "for you as a member" not in shown(Client(), product.get_absolute_url())
