"""Leaving for good: two steps, nothing of the person left, orders kept, and nobody leaves in the middle of something."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.actions.addresses import save_address
from accounts.actions.closing import AccountClosed, close_account
from accounts.actions.joining import join_by_mail
from accounts.models import Address, User
from accounts.rules.farewell import Farewell
from core.money import Money
from loyalty.actions.purses import grant_store_credit
from loyalty.models import Membership, PurseEntry
from orders.actions.cancellation import cancel_order
from orders.actions.refunds import execute_refund
from orders.models import Basket, Order, Refund
from orders.tasks.fulfillment import presume_arrivals
from tests.cast import (
    ADDRESS,
    ada,
    bought_gift_card,
    deliver_mail,
    delivered_order,
    filled_basket,
    make_group,
    make_member,
    make_product,
    paid_order,
    placed_order,
    sent_order,
    stan,
)

pytestmark = pytest.mark.django_db
CONFIRM = "/account/deletion/confirmation/"
PASSWORD = {"password": "a-long-password"}


@pytest.fixture
def shopper(client) -> User:
    user = ada()
    client.force_login(user)
    return user


def lived_in(provider, user: User) -> Order:
    """An account with something in every drawer, and a finished order."""
    order = delivered_order(provider, owner=user)
    save_address(owner=user, address=None, parts=dict(ADDRESS), is_default=True)
    Authenticator.objects.create(user=user, type="totp", data={"secret": "x"})
    filled_basket(make_product("Pan"), owner=user)
    make_group("Book club", user)
    make_member(user)
    return order


def test_an_account_is_deleted_in_two_steps_and_its_orders_stay(client, provider, shopper):
    order = lived_in(provider, shopper)
    page = client.get("/account/deletion/").content.decode()
    assert "for good" in page and "the law wants invoices" in page
    page = client.get(CONFIRM).content.decode()
    assert "stay, as by a “Former customer”" in page and 'type="password"' in page
    page = client.post(CONFIRM, PASSWORD, follow=True).content.decode()
    assert "Your account is deleted. We have written to ada@example.com." in page
    order.refresh_from_db()
    assert (order.email, order.address.name, order.customer_id) == ("ada@example.com", "Ada Lovelace", shopper.pk)
    assert client.get("/account/").status_code == 302


def test_nothing_of_the_person_is_left(client, provider, shopper):
    lived_in(provider, shopper)
    client.post(CONFIRM, PASSWORD)
    user = User.objects.get(pk=shopper.pk)
    assert (user.name, user.is_active, user.wants_review_requests, user.answers_questions) == ("", False, False, False)
    assert user.email.endswith("@deleted.invalid") and not user.has_usable_password()
    assert str(user) == f"Deleted account {user.pk}"
    left = [EmailAddress, Authenticator, Address, Basket]
    assert [kind.__name__ for kind in left if kind.objects.exists()] == []
    assert not user.customer_groups.exists()
    assert Membership.objects.get().state == "ended"


def test_no_column_of_accounts_or_baskets_still_holds_the_name_or_address(client, provider, shopper):
    lived_in(provider, shopper)
    client.post(CONFIRM, PASSWORD)
    with connection.cursor() as cursor:
        for table in ("accounts_user", "accounts_address", "account_emailaddress", "orders_basket", "django_admin_log"):
            cursor.execute(f"SELECT * FROM {table}")
            assert "lovelace" not in str(cursor.fetchall()).lower()
            cursor.execute(f"SELECT * FROM {table}")
            assert "ada@" not in str(cursor.fetchall()).lower()


def test_the_old_address_has_one_mail(client, provider, shopper):
    client.post(CONFIRM, PASSWORD | {"erases_words": "True"})
    sent = deliver_mail()
    assert [(letter.template, letter.recipient) for letter in sent] == [("accounts/account_deleted", "ada@example.com")]
    assert "are erased, with their photos" in mail.outbox[0].body
    assert "If this was not you, write to us at once" in mail.outbox[0].body


def test_other_browsers_are_signed_out_and_nobody_signs_in_again(client, shopper):
    other = Client()
    other.force_login(shopper)
    assert other.get("/account/").status_code == 200
    client.post(CONFIRM, PASSWORD)
    assert other.get("/account/").status_code == 302
    other.post("/account/login/", {"login": "ada@example.com", "password": "a-long-password"})
    assert other.get("/account/").status_code == 302


def test_the_address_is_free_again_and_the_old_orders_are_not_its(client, provider, shopper):
    delivered_order(provider, owner=shopper)
    client.post(CONFIRM, PASSWORD)
    again = join_by_mail(email="ada@example.com", name="Ada", language="en")
    assert not Order.objects.visible_to(again).exists()


def test_a_wrong_password_deletes_nothing_and_after_some_tries_none_is_looked_at(client, shopper):
    answer = client.post(CONFIRM, {"password": "wrong"})
    assert (answer.status_code, "not the password" in answer.content.decode()) == (422, True)
    for _try in range(10):
        client.post(CONFIRM, {"password": "wrong"})
    answer = client.post(CONFIRM, PASSWORD)
    assert (answer.status_code, "Please wait an hour" in answer.content.decode()) == (422, True)
    assert User.objects.get(pk=shopper.pk).is_active


def test_who_has_no_password_types_the_address(client):
    user = join_by_mail(email="new@example.com", name="New", language="en")
    client.force_login(user)
    assert 'type="password"' not in client.get(CONFIRM).content.decode()
    assert client.post(CONFIRM, {"email": "other@example.com"}).status_code == 422
    assert client.post(CONFIRM, {}).status_code == 422
    assert client.post(CONFIRM, {"email": "New@example.com"}).status_code == 302
    assert User.objects.get(pk=user.pk).closed_at


def test_it_is_for_who_is_signed_in(client):
    for path in ("/account/deletion/", CONFIRM):
        assert client.get(path).url.startswith("/account/login/")
        assert client.post(path).status_code in (302, 405)


# What is in the way


@pytest.mark.parametrize(("make", "why"), [(placed_order, "waits for its payment"), (paid_order, "under way")])
def test_nobody_leaves_in_the_middle_of_an_order(client, provider, shopper, make, why):
    order = make(owner=shopper) if make is placed_order else make(provider, owner=shopper)
    page = client.get("/account/deletion/").content.decode()
    assert why in page and order.number in page and CONFIRM not in page
    answer = client.post(CONFIRM, PASSWORD)
    assert (answer.status_code, order.number in answer.content.decode()) == (422, True)
    assert User.objects.get(pk=shopper.pk).closed_at is None
    assert Basket.objects.filter(owner=shopper).exists()


def test_money_on_its_way_back_is_waited_for(client, provider, shopper):
    cancel_order(order=paid_order(provider, owner=shopper), by=None, at=timezone.now())
    assert "Money is on its way back to you" in client.post(CONFIRM, PASSWORD).content.decode()
    execute_refund(refund=Refund.objects.get())
    assert client.post(CONFIRM, PASSWORD).status_code == 302


def test_a_parcel_nobody_tells_of_is_in_the_way_only_until_it_counts_as_arrived(client, provider, shopper):
    sent_order(provider, owner=shopper, sent_at=timezone.now() - timedelta(days=20))
    assert client.post(CONFIRM, PASSWORD).status_code == 422
    presume_arrivals()
    assert client.post(CONFIRM, PASSWORD).status_code == 302


def test_a_bought_gift_card_keeps_nobody(client, provider, shopper):
    order = bought_gift_card(provider)
    Order.objects.filter(pk=order.pk).update(customer=shopper)
    assert client.post(CONFIRM, PASSWORD).status_code == 302


def test_store_credit_is_lost_only_with_a_word(client, shopper):
    grant_store_credit(owner=shopper, amount=Money(1250), reference="test/1", by=None)
    page = client.get("/account/deletion/").content.decode()
    assert "12.50" in page and "It would be lost." in page
    answer = client.post(CONFIRM, PASSWORD)
    assert (answer.status_code, "12.50" in answer.content.decode()) == (422, True)
    assert User.objects.get(pk=shopper.pk).closed_at is None
    assert "You give up" in client.get(f"{CONFIRM}?gives_up_credit=on").content.decode()
    assert client.post(CONFIRM, PASSWORD | {"gives_up_credit": "True"}).status_code == 302
    assert [entry.amount for entry in PurseEntry.objects.order_by("pk")] == [Money(1250), Money(-1250)]


def test_staff_cannot_delete_themselves(client):
    client.force_login(stan())
    assert "belongs to staff" in client.get("/account/deletion/").content.decode()
    answer = client.post(CONFIRM, PASSWORD)
    assert (answer.status_code, "belongs to staff" in answer.content.decode()) == (422, True)
    assert User.objects.get().closed_at is None


def test_an_account_is_deleted_once():
    user = ada()
    close_account(user=user, wishes=Farewell(), at=timezone.now())
    with pytest.raises(AccountClosed):
        close_account(user=user, wishes=Farewell(), at=timezone.now())


# By staff


def test_staff_have_no_plain_delete(client):
    user = ada()
    client.force_login(stan())
    assert client.post(f"/staff/accounts/user/{user.pk}/delete/", {"post": "yes"}).status_code == 403
    page = client.get("/staff/accounts/user/").content.decode()
    assert "delete_selected" not in page
    assert User.objects.filter(pk=user.pk).exists()


def test_staff_delete_an_account_by_the_same_verb_after_a_question_and_it_is_logged(client):
    user = ada()
    client.force_login(stan())
    assert "Delete this account" in client.get(f"/staff/accounts/user/{user.pk}/change/").content.decode()
    path = f"/staff/accounts/user/{user.pk}/delete-account/"
    assert "cannot be brought back" in client.get(path).content.decode()
    assert User.objects.get(pk=user.pk).closed_at is None
    assert client.post(path, {}).status_code == 302
    assert User.objects.get(pk=user.pk).closed_at
    entry = LogEntry.objects.get()
    assert (entry.user.email, entry.object_id) == ("stan@example.com", str(user.pk))
    assert "deleted" in entry.change_message and "Ada" not in entry.object_repr
    page = client.get(f"/staff/accounts/user/{user.pk}/change/").content.decode()
    assert 'name="email"' not in page


def test_staff_are_told_what_is_in_the_way(client, provider):
    order = paid_order(provider, owner=ada())
    client.force_login(stan())
    answer = client.post(f"/staff/accounts/user/{ada().pk}/delete-account/", {})
    assert (answer.status_code, order.number in answer.content.decode()) == (422, True)
    answer = client.post(f"/staff/accounts/user/{stan().pk}/delete-account/", {})
    assert (answer.status_code, "belongs to staff" in answer.content.decode()) == (422, True)


def test_staff_without_the_right_delete_nobody(client):
    helper = User.objects.create_user("helper@example.com", "a-long-password", is_staff=True)
    client.force_login(helper)
    assert client.post(f"/staff/accounts/user/{ada().pk}/delete-account/", {}).status_code == 403
