"""Guests' orders and accounts: joined by proof of the address alone."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings

from accounts.models import User
from core.models import OutgoingMail
from orders.models import Order
from tests.cast import ada, ben, make_product, paid_order

pytestmark = pytest.mark.django_db


def join_path(email: str) -> str:
    mail = OutgoingMail.objects.get(template="orders/order_confirmation", recipient=email)
    return re.search(r"https?://\S+/orders/account/\S+", mail.text)[0].replace(settings.BASE_URL, "")


def test_a_guest_opens_an_account_with_one_press_in_the_mail(client, provider):
    order = paid_order(provider, make_product("Stoneware mug"), email="grace@example.com")
    path = join_path("grace@example.com")
    assert "Open my account" in client.get(path).content.decode()
    assert not User.objects.exists()
    page = client.post(path, follow=True).content.decode()
    assert "Welcome" in page and order.number in page
    user = User.objects.get()
    assert (user.email, user.name, user.has_usable_password()) == ("grace@example.com", "Ada Lovelace", False)
    assert EmailAddress.objects.get().verified and Order.objects.get().customer == user


def test_the_link_signs_nobody_into_an_account_that_is_there(client, provider):
    paid_order(provider, email="ada@example.com")
    ada()
    page = client.post(join_path("ada@example.com"), follow=True).content.decode()
    assert "Please sign in" in page and "_auth_user_id" not in client.session


def test_signing_in_finds_what_was_ordered_as_a_guest_with_a_proven_address(client, provider):
    paid_order(provider, email="ADA@example.com")
    paid_order(provider, email="ben@example.com")
    user = ada()
    client.post("/account/login/", {"login": "ada@example.com", "password": "a-long-password"})
    mine, other = Order.objects.order_by("pk")
    assert (mine.customer, other.customer) == (user, None)


def test_an_address_that_is_not_proven_claims_nothing(client, provider):
    paid_order(provider, email="carol@example.com")
    user = ben()
    EmailAddress.objects.create(user=user, email="carol@example.com", verified=False)
    client.post("/account/login/", {"login": "ben@example.com", "password": "a-long-password"})
    assert Order.objects.get().customer is None


@pytest.mark.parametrize("path", ["/orders/account/x/", "/orders/account/Ikgi:1abc:forged/"])
def test_a_forged_link_opens_no_account(client, path):
    client.post(path)
    assert not User.objects.exists()


def test_a_customers_mail_offers_no_account(provider):
    paid_order(provider, owner=ada())
    assert "/orders/account/" not in OutgoingMail.objects.get(template="orders/order_confirmation").text
