"""Customer groups: who is in them, and how staff keep them."""

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import CustomerGroup
from tests.cast import ada, ben, stan

pytestmark = pytest.mark.django_db


def test_a_customer_is_in_the_groups_that_have_them_and_a_guest_in_none(django_assert_num_queries):
    club, _office = CustomerGroup.objects.create(name="Book club"), CustomerGroup.objects.create(name="Office")
    club.members.add(ada())
    assert list(CustomerGroup.objects.of(ada())) == [club]
    assert list(CustomerGroup.objects.of(ben())) == []
    with django_assert_num_queries(0):
        assert list(CustomerGroup.objects.of(AnonymousUser())) == []


def test_staff_keep_groups(client):
    client.force_login(stan())
    answer = client.post("/staff/accounts/customergroup/add/", {"name": "Book club", "members": [ada().pk, ben().pk]})
    assert answer.status_code == 302
    assert set(CustomerGroup.objects.get().members.all()) == {ada(), ben()}
    assert "Book club" in client.get("/staff/accounts/customergroup/").content.decode()
