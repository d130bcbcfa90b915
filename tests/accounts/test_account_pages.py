"""Accounts: an address and a password, no names, and nobody learns who has one."""

import re

import pytest
from django.core import mail

from accounts.models import Address, User, public_name
from tests.cast import ada, ben, deliver_mail, stan

pytestmark = pytest.mark.django_db
HOME = {"name": "Ada", "street_address": "Lindenweg 7", "postal_code": "10115", "city": "Berlin", "country_code": "DE"}


def test_an_account_is_opened_with_a_code_from_the_mail(client):
    client.post("/account/signup/", {"email": "New@Example.com", "password1": "a-long-password"})
    deliver_mail()
    code = re.search(r"\n([A-Z0-9-]{6,12})\n", mail.outbox[0].body)[1]
    client.post("/account/confirm-email/", {"code": code})
    assert User.objects.get().email == "new@example.com"
    assert client.get("/account/").status_code == 200


def test_signing_up_twice_looks_the_same_and_only_the_owner_is_told(client):
    ada()
    known = client.post("/account/signup/", {"email": "ada@example.com", "password1": "another-password-1"})
    fresh = client.post("/account/signup/", {"email": "nobody@example.com", "password1": "another-password-1"})
    assert (known.status_code, known.url) == (fresh.status_code, fresh.url)
    deliver_mail()
    assert "You have an account already" in mail.outbox[0].subject


def test_a_new_password_looks_the_same_for_strangers(client):
    ada()
    answers = [
        client.post("/account/password/reset/", {"email": email}) for email in ("ada@example.com", "no@example.com")
    ]
    assert answers[0].url == answers[1].url


def test_a_wrong_password_is_refused_and_after_some_tries_so_is_the_right_one(client):
    ada()
    for _try in range(6):
        client.post("/account/login/", {"login": "ada@example.com", "password": "wrong-password"})
    answer = client.post("/account/login/", {"login": "ada@example.com", "password": "a-long-password"})
    assert answer.status_code == 200
    assert client.get("/account/").status_code == 302


@pytest.mark.parametrize("path", ["", "details/", "addresses/", "addresses/new/", "email/", "password/change/", "2fa/"])
def test_an_account_is_for_its_owner(client, path):
    assert client.get(f"/account/{path}").url.startswith("/account/login/")
    client.force_login(ada())
    assert client.get(f"/account/{path}").status_code in (200, 302)


def test_addresses_are_kept_and_the_first_is_the_default(client):
    client.force_login(ada())
    client.post("/account/addresses/new/", HOME)
    client.post("/account/addresses/new/", HOME | {"city": "Potsdam", "is_default": "on"})
    assert list(Address.objects.values_list("city", "is_default")) == [("Potsdam", True), ("Berlin", False)]
    default = Address.objects.get(is_default=True)
    client.post(f"/account/addresses/{default.pk}/removal/")
    assert Address.objects.get().is_default


def test_nobody_touches_anothers_address(client):
    client.force_login(ada())
    client.post("/account/addresses/new/", HOME)
    address = Address.objects.get()
    client.force_login(ben())
    assert client.get(f"/account/addresses/{address.pk}/").status_code == 404
    assert client.post(f"/account/addresses/{address.pk}/", HOME | {"city": "Rome"}).status_code == 404
    assert client.post(f"/account/addresses/{address.pk}/removal/").status_code == 404
    assert Address.objects.get().city == "Berlin"


@pytest.mark.parametrize("wrong", [{"postal_code": "x"}, {"country_code": "ZZ"}, {"name": ""}, {"city": "y" * 200}])
def test_a_wrong_address_is_named_at_its_field(client, wrong):
    client.force_login(ada())
    assert client.post("/account/addresses/new/", HOME | wrong).status_code == 422
    assert not Address.objects.exists()


def test_details_are_changed_by_their_fields_and_nothing_else(client):
    client.force_login(ada())
    client.post("/account/details/", {"name": "Ada King", "is_staff": "1", "email": "evil@example.com"})
    user = User.objects.get()
    assert (user.name, user.is_staff, user.email, user.wants_review_requests) == (
        "Ada King",
        False,
        "ada@example.com",
        False,
    )


@pytest.mark.parametrize(
    ("name", "shown"), [("Ada Lovelace", "Ada L."), ("Ada", "Ada"), ("", ""), ("  Ada  de Luca ", "Ada L.")]
)
def test_a_public_name_says_little(name, shown):
    assert public_name(name) == shown


@pytest.mark.parametrize(
    "path",
    ["", "shop/product/", "shop/product/add/", "shop/category/", "shop/stockrecord/", "shop/pricechange/", "shop/page/add/",
     "shop/product/import/", "shop/product/export/", "orders/order/", "orders/shipment/", "orders/shipment/pick-list/",
     "orders/payment/", "orders/refund/", "orders/taxrate/", "orders/deliverymethod/add/", "reviews/review/",
     "core/outgoingmail/", "accounts/user/", "loyalty/plan/add/", "loyalty/membership/", "loyalty/membership/figures/"],
)  # fmt: skip
def test_every_room_of_the_staff_opens(client, path):
    client.force_login(stan())
    assert client.get(f"/staff/{path}").status_code == 200
