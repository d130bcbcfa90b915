"""Plans and the own membership as data."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from loyalty.actions.memberships import cancel_membership
from loyalty.actions.tiers import give_tier
from tests.cast import ada, ben, joined, make_plan, make_tier, pia, stan

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
