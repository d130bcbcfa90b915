"""Accounts: an address and a password, no names, and nobody learns who has one."""

import re

import pytest
import time_machine
from django.conf import settings
from django.core import mail

from accounts.actions.consents import choices_url
from accounts.models import Address, Topic, User, public_name
from loyalty.models import OccasionRule, PointsProgram
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


@pytest.mark.parametrize(
    "path", ["", "details/", "mails/", "addresses/", "addresses/new/", "email/", "password/change/", "2fa/"]
)
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
    assert (user.name, user.is_staff, user.email) == ("Ada King", False, "ada@example.com")


def test_mails_are_chosen_by_kind(client):
    client.force_login(ada())
    assert "What we may write about" in client.get("/account/mails/").content.decode()
    client.post("/account/mails/", {"answers_questions": "on", "wants_occasion_mails": "on", "is_staff": "on"})
    user = ada()
    kinds = (user.wants_review_requests, user.answers_questions, user.wants_points_mails, user.wants_occasion_mails)
    assert (kinds, user.is_staff) == ((False, True, False, True), False)


def test_a_link_from_a_mail_ends_its_kind_or_chooses_all_without_signing_in(client):
    link = choices_url(ada(), Topic.POINTS).removeprefix(settings.BASE_URL)
    page = client.get(link).content.decode()
    assert "before points of mine expire" in page and 'content="noindex"' in page
    assert ada().wants_points_mails, "looking changes nothing"
    client.post(link, {"List-Unsubscribe": "One-Click"})
    assert (ada().wants_points_mails, ada().wants_review_requests) == (False, True)
    client.post(link, {"choices": "1", "wants_points_mails": "at_once"})
    assert (ada().wants_points_mails, ada().wants_review_requests) == (True, False)


def test_a_damaged_link_or_one_of_who_left_changes_nothing(client):
    link = choices_url(ada(), Topic.POINTS).removeprefix(settings.BASE_URL)
    assert client.post(link[:-3] + "xx/").status_code == 302
    assert ada().wants_points_mails
    User.objects.filter(email="ada@example.com").update(is_active=False, closed_at="2026-01-01T00:00Z")
    assert client.post(link).status_code == 404
    User.objects.update(closed_at=None)


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


DETAILS = {"name": "Ada"}


def test_a_birthday_is_asked_for_where_it_earns_something(client):
    client.force_login(ada())
    assert "id_birth_day" not in client.get("/account/details/").content.decode()
    PointsProgram(is_active=True).save()
    OccasionRule.objects.create(kind="birthday", points=120, is_active=True)
    assert "120 points on that day" in client.get("/account/details/").content.decode()


def test_a_birthday_is_changed_once_a_year_and_taken_out_at_any_time(client):
    with time_machine.travel("2027-03-01 12:00Z"):
        client.force_login(ada())
        client.post("/account/details/", DETAILS | {"birth_day": "29", "birth_month": "2"})
    assert (ada().birth_day, ada().birth_month) == (29, 2)
    with time_machine.travel("2028-02-29 12:00Z"):
        client.force_login(ada())
        same = client.post("/account/details/", DETAILS | {"birth_day": "29", "birth_month": "2"})
        again = client.post("/account/details/", DETAILS | {"birth_day": "30", "birth_month": "4"})
        assert (same.status_code, again.status_code) == (302, 422)
        assert "yours again on March 1, 2028" in again.content.decode()
        client.post("/account/details/", DETAILS | {"birth_day": "", "birth_month": ""})
        assert ada().birth_day is None
        back = client.post("/account/details/", DETAILS | {"birth_day": "30", "birth_month": "4"})
        assert back.status_code == 422, "taking it out does not open another way to change it"
    with time_machine.travel("2028-03-01 13:00Z"):
        client.force_login(ada())
        client.post("/account/details/", DETAILS | {"birth_day": "30", "birth_month": "4"})
    assert (ada().birth_day, ada().birth_month) == (30, 4)


@pytest.mark.parametrize(
    ("day", "month", "words"),
    [("30", "2", "no such day"), ("3", "", "both the day and the month"), ("x", "2", "whole number"),
     ("3", "13", "valid choice")],
)  # fmt: skip
def test_a_birthday_that_is_none_is_said_at_the_field(client, day, month, words):
    client.force_login(ada())
    answer = client.post("/account/details/", DETAILS | {"birth_day": day, "birth_month": month})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert ada().birth_day is None


def test_saving_a_page_without_the_birthday_keeps_it(client):
    client.force_login(ada())
    client.post("/account/details/", DETAILS | {"birth_day": "7", "birth_month": "5"})
    client.post("/account/details/", {"name": "Ada King"})
    assert (ada().birth_day, ada().birth_month, ada().name) == (7, 5, "Ada King")
