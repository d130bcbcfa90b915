"""Plans and the own membership as data."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Event
from loyalty.actions.memberships import cancel_membership
from loyalty.actions.tiers import give_tier
from orders.models import DeliveryMethod
from tests.cast import ada, ben, joined, make_delivery, make_plan, make_product, make_tier, paid_order, pia, stan

pytestmark = pytest.mark.django_db


def signed_in(customer) -> Client:
    return pia("memberships:read", customer=customer)


def test_everybody_reads_what_can_be_joined():
    make_plan(trial_days=14, perks={"faster_delivery": {"days": 1}})
    rows = Client().get("/api/v1/plans/").json()["results"]
    assert [(row["plan"], row["interval"], row["amount"], row["trial_days"]) for row in rows] == [
        ("Regulars Plus", "month", 590, 14),
        ("Regulars Plus", "year", 4900, 14),
    ]
    assert rows[0]["perks"] == [{"kind": "faster_delivery", "parameters": {"days": 1}}]


def test_a_member_reads_their_own_and_nobody_elses(provider):
    membership = joined(provider, ada())
    row = signed_in(ada()).get("/api/v1/membership/").json()
    assert (row["state"], row["gives_perks"], row["saved"], row["cancels_at_end"]) == ("active", True, 0, False)
    cancel_membership(membership=membership, at=timezone.now())
    assert signed_in(ada()).get("/api/v1/membership/").json()["cancels_at_end"]
    assert signed_in(ben()).get("/api/v1/membership/").status_code == 404
    assert Client().get("/api/v1/membership/").status_code == 401
    assert pia("memberships:read").get("/api/v1/membership/").status_code == 404


def test_a_member_reads_their_tier(provider):
    joined(provider, ada())
    assert signed_in(ada()).get("/api/v1/membership/").json()["tier"] is None
    day = timezone.localdate() + timedelta(days=90)
    how = {"until": day, "reason": "thanks", "by": stan(), "at": timezone.now()}
    give_tier(customer=ada(), tier=make_tier("Silver", 100_00, 125), **how)
    assert signed_in(ada()).get("/api/v1/membership/").json()["tier"] == {
        "name": "Silver", "points_percent": 125, "kept_until": str(day), "grace_until": None, "spend": 0,
    }  # fmt: skip


def test_nothing_is_written_there(provider):
    client = signed_in(ada())
    for path in ("/api/v1/plans/", "/api/v1/membership/"):
        assert client.post(path, {}, content_type="application/json").status_code == 405


def test_a_partner_reads_all_memberships_in_as_many_queries_as_one(provider, django_assert_num_queries):
    joined(provider, ada(), make_plan(perks={"free_delivery": {}}))
    client = pia("memberships:read")
    client.get("/api/v1/memberships/")  # the first call notes that the key is in use
    with CaptureQueriesContext(connection) as one:
        assert len(client.get("/api/v1/memberships/").json()["results"]) == 1
    joined(provider, ben())
    make_delivery(free_from=None)
    DeliveryMethod.objects.update(free_for_members=True)
    paid_order(provider, make_product(), owner=ben())
    with django_assert_num_queries(len(one)):
        rows = client.get("/api/v1/memberships/").json()["results"]
    assert {row["customer"]: row["saved"] for row in rows} == {ada().public_id: 0, ben().public_id: 490}
    only = client.get(f"/api/v1/memberships/?customer={ben().public_id}&state=active").json()["results"]
    assert [row["customer"] for row in only] == [ben().public_id]
    assert client.get("/api/v1/memberships/?state=gone").status_code == 400
    told = Event.objects.get(type="membership.started", data__customer=ben().public_id).data
    assert client.get(f"/api/v1/memberships/{told['membership']}/").json() == only[0]
    assert pia("memberships:read", customer=ada()).get(f"/api/v1/memberships/{only[0]['id']}/").status_code == 404
