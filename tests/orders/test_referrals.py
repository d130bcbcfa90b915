"""Bringing a friend: what both get, what a person looks at first, and what goes back with the order."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.actions.addresses import save_address
from accounts.actions.closing import close_account
from accounts.models import User
from accounts.rules.farewell import Farewell
from core.links import sign_link
from core.money import Money
from loyalty.actions.referrals import open_code
from loyalty.models import PointsAccount, PointsLot, PointsProgram, Referral, ReferralProgram
from loyalty.rules.referrals import address_key
from loyalty.tasks.points import sweep_points
from loyalty.tasks.referrals import sweep_referrals
from orders.actions.cancellation import cancel_order
from orders.actions.payments import abandon_payment, open_payment, settle
from orders.actions.referrals import Invitation
from orders.actions.refunds import refund_line
from orders.models import Order, OrderAddress, Payment
from tests.cast import (
    ada,
    ben,
    deliver_order,
    make_delivery,
    make_product,
    midnight_after,
    paid_order,
    placed_order,
    stan,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _terms():
    PointsProgram(is_active=True, earned_per_unit=0).save()
    ReferralProgram(is_active=True).save()


def friend(number: int = 1) -> User:
    email = f"friend{number}@example.com"
    return User.objects.filter(email=email).first() or User.objects.create_user(email, name="Fay Friend")


def came(provider, customer: User | None = None, *, price: int = 5000, is_same_device: bool = False) -> Referral:
    """A paid first order by Ada's link."""
    code = open_code(customer=ada()).code
    how = {"owner": customer or friend(), "invitation": Invitation(code, is_same_device)}
    order = paid_order(provider, make_product(price=price, stock=9), **how)
    return Referral.objects.get(reference=order.reference)


def order_of(referral: Referral) -> Order:
    return Order.objects.get(number=referral.reference.removeprefix("order/"))


def points_of(customer: User) -> tuple[int, int]:
    row = PointsAccount.objects.filter(customer=customer).first()
    return (row.available, row.pending) if row else (0, 0)


def settle_all() -> None:
    PointsLot.objects.filter(state="pending").exclude(confirms_at=None).update(confirms_at=timezone.now())
    sweep_points()
    sweep_referrals()


def test_both_get_their_points_after_delivery_and_the_time_for_returns(provider):
    referral = came(provider)
    assert (referral.state, points_of(ada()), points_of(friend())) == ("pending", (0, 200), (0, 200))
    sweep_referrals()
    order = deliver_order(order_of(referral), timezone.now())
    days = set(PointsLot.objects.values_list("confirms_at", flat=True))
    assert days == {midnight_after(order.completed_at, 30)}
    settle_all()
    referral.refresh_from_db()
    assert (referral.state, points_of(ada()), points_of(friend())) == ("earned", (200, 0), (200, 0))


def test_a_friend_comes_by_the_page_and_the_cookie(client, provider):
    code = open_code(customer=ada()).code
    page = client.get(f"/r/{code.lower()}/")
    assert "200 points with your first order" in page.content.decode()
    assert 'content="noindex"' in page.content.decode()
    assert page["X-Robots-Tag"] == "noindex"
    cookie = page.cookies["friend"]
    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (30 * 86400, True, "Lax")
    client.force_login(friend())
    assert _check_out(client).referrer == ada()


def test_a_cookie_that_nobody_signed_or_that_is_too_old_counts_for_nothing(client):
    code = open_code(customer=ada()).code
    client.force_login(friend())
    for value in (code, sign_link("other", code), sign_link("friend", code, at=timezone.now() - timedelta(days=31))):
        client.cookies["friend"] = value
        assert _check_out(client) is None


def test_the_owners_browser_is_noticed(client):
    client.force_login(ada())
    client.post("/account/friends/")
    client.get("/account/friends/")
    code = ada().referral_code.code
    assert "This is your own link" in client.get(f"/r/{code}/").content.decode()
    assert "friend" not in client.cookies
    kept = client.cookies["friend_owner"].value
    client.logout()  # of the shop alone: the browser stays the same
    client.cookies["friend_owner"] = kept
    client.get(f"/r/{code}/")
    client.force_login(friend())
    assert _check_out(client).is_same_device


def _check_out(client) -> Referral | None:
    """The friend places an order through the pages; returns what it is noted as."""
    make_delivery()
    product = make_product(price=5000)
    client.post("/basket/lines/", {"sku": product.variants.get().sku, "quantity": "1"})
    data = {"email": "friend1@example.com", "name": "Fay", "street_address": "Far 2", "postal_code": "10115",
            "city": "Berlin", "country_code": "DE", "method": str(make_delivery().pk)}  # fmt: skip
    client.post("/checkout/", data)
    order = Order.objects.order_by("-pk").first()
    assert order.customer == friend()
    return Referral.objects.filter(reference=order.reference).first()


def test_oneself_brings_nobody(provider):
    referral = came(provider, ada())
    assert (referral.state, referral.reasons[0]) == ("held", "same_account")
    assert points_of(ada()) == (0, 0)


def test_another_spelling_of_ones_address_is_held(provider):
    User.objects.filter(pk=ada().pk).update(email="ada.l@gmail.com")
    ada_pk = User.objects.get(email="ada.l@gmail.com")
    code = open_code(customer=ada_pk).code
    twin = User.objects.create_user("adal+two@googlemail.com")
    order = paid_order(provider, make_product(price=5000), owner=twin, invitation=Invitation(code))
    referral = Referral.objects.get(reference=order.reference)
    assert (referral.state, referral.reasons) == ("held", ["same_email"])


def test_the_same_place_and_the_same_browser_are_held_with_their_reasons(provider):
    parts = {
        "name": "A",
        "street_address": "lindenweg 7",
        "postal_code": "10 115",
        "city": "BERLIN",
        "country_code": "DE",
    }
    save_address(owner=ada(), address=None, parts=parts, is_default=True)
    referral = came(provider, is_same_device=True)
    assert (referral.state, referral.reasons) == ("held", ["same_address", "same_device"])
    assert not PointsLot.objects.exists()


def test_very_many_on_one_day_are_held_and_beyond_the_month_only_friends_earn(provider):
    ReferralProgram(is_active=True, max_per_day=2, max_per_month=3).save()
    referrals = [came(provider, friend(number)) for number in range(4)]
    assert [row.state for row in referrals] == ["pending", "pending", "held", "held"]
    assert referrals[2].reasons == ["too_many_today"]
    assert [row.referrer_points for row in referrals] == [200, 200, 200, 0]


def test_only_the_first_order_above_the_minimum_counts(provider):
    small = came(provider, price=1999)
    assert (small.state, small.why) == ("void", "too_small")
    paid_order(provider, make_product(price=5000), owner=ben())
    order = paid_order(provider, make_product(), owner=ben(), invitation=Invitation(open_code(customer=ada()).code))
    assert not Referral.objects.filter(reference=order.reference).exists()
    guest = paid_order(provider, make_product(price=5000), invitation=Invitation(open_code(customer=ada()).code))
    assert not Referral.objects.filter(reference=guest.reference).exists()


def test_who_ordered_as_a_guest_before_is_no_new_friend(provider):
    paid_order(provider, make_product(price=5000), email="friend1@example.com")
    order = paid_order(
        provider, make_product(price=5000), owner=friend(), invitation=Invitation(open_code(customer=ada()).code)
    )
    assert not Referral.objects.filter(reference=order.reference).exists()


def test_two_first_orders_at_once_count_as_one(provider):
    invitation = Invitation(open_code(customer=ada()).code)
    orders = [placed_order(make_product(price=5000), owner=friend(), invitation=invitation) for _n in range(2)]
    assert Referral.objects.filter(state="placed").count() == 2
    for order in orders:
        _pay(provider, order)
    assert sorted(Referral.objects.values_list("state", "why")) == [("pending", ""), ("void", "not_first")]


def _pay(provider, order: Order) -> None:
    payment = open_payment(order=order, at=timezone.now())
    provider.pay(payment.session_id)
    settle(payment=payment, at=timezone.now())


def test_an_order_nobody_pays_earns_nothing(provider):
    order = placed_order(
        make_product(price=5000), owner=friend(), invitation=Invitation(open_code(customer=ada()).code)
    )
    abandon_payment(payment=Payment.objects.get(order=order), at=timezone.now())
    assert Referral.objects.get().why == "canceled"


def test_a_canceled_order_takes_both_rewards_with_it(provider):
    referral = came(provider)
    cancel_order(order=order_of(referral), by=None, at=timezone.now())
    referral.refresh_from_db()
    assert (referral.state, points_of(ada()), points_of(friend())) == ("taken_back", (0, 0), (0, 0))


def test_a_refund_below_the_minimum_takes_back_what_was_earned_already(provider):
    referral = came(provider)
    order = deliver_order(order_of(referral), timezone.now())
    settle_all()
    line = order.lines.get()
    refund_line(line=line, amount=Money(2900), reason="scratched", at=timezone.now(), by=None)
    assert points_of(ada()) == (200, 0), "21.00 are left"
    refund_line(line=line, amount=Money(200), reason="more", at=timezone.now(), by=None)
    referral.refresh_from_db()
    assert (referral.state, points_of(ada()), points_of(friend())) == ("taken_back", (0, 0), (0, 0))


def test_an_order_that_never_comes_expires_after_half_a_year(provider):
    referral = came(provider)
    with time_machine.travel(timezone.now() + timedelta(days=179)):
        sweep_referrals()
    assert points_of(ada()) == (0, 200)
    with time_machine.travel(timezone.now() + timedelta(days=181)):
        sweep_referrals()
    referral.refresh_from_db()
    assert (referral.state, points_of(ada()), points_of(friend())) == ("expired", (0, 0), (0, 0))


def test_staff_give_what_was_held_once_and_on_its_day(client, provider):
    referral = came(provider, is_same_device=True)
    order = deliver_order(order_of(referral), timezone.now())
    client.force_login(stan())
    assert "Friends to look at" in client.get("/staff/").content.decode()
    page = client.get(reverse("admin:loyalty_referral_changelist") + "?state__exact=held").content.decode()
    assert "the same browser" in page
    agree = reverse("admin:loyalty_referral_agree", args=[referral.pk])
    assert client.get(agree).status_code == 200
    client.post(agree)
    assert set(PointsLot.objects.values_list("confirms_at", flat=True)) == {midnight_after(order.completed_at, 30)}
    assert "decided already" in client.post(agree, follow=True).content.decode()
    assert points_of(ada()) == (0, 200)


def test_staff_decline_and_never_decide_for_themselves(client, provider):
    User.objects.filter(pk=ada().pk).update(is_staff=True, is_superuser=True)
    referral = came(provider, is_same_device=True)
    client.force_login(ada())
    decline = reverse("admin:loyalty_referral_decline", args=[referral.pk])
    answer = client.post(decline.replace("decline", "agree"), follow=True).content.decode()
    assert "your own points" in answer
    client.force_login(stan())
    client.post(decline)
    referral.refresh_from_db()
    assert (referral.state, referral.decided_by, points_of(ada())) == ("declined", stan(), (0, 0))


def test_a_held_one_that_is_canceled_has_nothing_to_decide(provider):
    referral = came(provider, is_same_device=True)
    cancel_order(order=order_of(referral), by=None, at=timezone.now())
    referral.refresh_from_db()
    assert (referral.state, referral.why) == ("void", "canceled")


def test_terms_changed_later_change_nothing_for_who_ordered_before(provider):
    referral = came(provider, is_same_device=True)
    ReferralProgram(is_active=True, friend_points=1, referrer_points=1, min_goods=Money(100_000)).save()
    assert (referral.friend_points, referral.min_goods) == (200, Money(2000))


def test_a_deleted_account_ends_its_link_and_what_waits(client, provider):
    held = came(provider, is_same_device=True)
    code = open_code(customer=ada()).code
    close_account(user=ada(), wishes=Farewell(), at=timezone.now())
    held.refresh_from_db()
    assert (held.state, held.why) == ("void", "left")
    assert client.get(f"/r/{code}/").status_code == 404


def test_the_page_shows_link_terms_words_and_friends_but_not_who(client, provider):
    client.force_login(ada())
    assert "Get my link" in client.get("/account/friends/").content.decode()
    client.post("/account/friends/")
    came(provider)
    page = client.get("/account/friends/").content.decode()
    assert f"/r/{ada().referral_code.code}/" in page
    assert "(I get points if you order.)" in page
    assert "On its way" in page
    assert "Fay" not in page and "friend1@" not in page
    assert "account/friends" in client.get("/account/").content.decode()


def test_a_shop_without_it_has_no_pages_of_it(client):
    code = open_code(customer=ada()).code
    ReferralProgram(is_active=False).save()
    client.force_login(ada())
    assert client.get("/account/friends/").status_code == 404
    assert client.get(f"/r/{code}/").status_code == 404
    assert "account/friends" not in client.get("/account/").content.decode()


def test_a_place_is_one_place_however_it_is_typed():
    one = {"street_address": "Straße 7", "postal_code": "10115", "city": "Köln", "country_code": "DE"}
    other = {"street_address": "STRASSE  7.", "postal_code": "101 15", "city": "Ko\u0308ln", "country_code": "de"}
    assert address_key(one) == address_key(other)
    assert address_key(one) != address_key(one | {"street_address": "Straße 8"})
    assert OrderAddress.objects.count() == 0
