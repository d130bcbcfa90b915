"""A friend's two first orders, paid at the same moment. The twin without the lock breaks at the constraint."""

import threading

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from accounts.models import User
from core.money import Money
from loyalty.actions import referrals
from loyalty.actions.referrals import open_code
from loyalty.models import PointsLot, PointsProgram, Referral, ReferralProgram
from loyalty.rules.referrals import Person
from orders.actions.referrals import Invitation
from tests.cast import ada, make_product, placed_order
from tests.orders.test_stock_concurrency import at_once

pytestmark = [pytest.mark.concurrent, pytest.mark.django_db(transaction=True), pytest.mark.corrupts]
NOBODY = Person(None, frozenset(), frozenset())


@pytest.fixture
def placed() -> list[Referral]:
    """Two, both by Ada's link, neither paid. Their orders stay unpaid: what is asked here is about referrals alone."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time; the race needs PostgreSQL")
    PointsProgram(is_active=True).save()
    ReferralProgram(is_active=True).save()
    friend = User.objects.create_user("friend@example.com")
    invitation = Invitation(open_code(customer=ada()).code)
    for _n in range(2):
        placed_order(make_product(price=5000), owner=friend, invitation=invitation)
    return list(Referral.objects.select_related("referrer", "friend"))


def opened(referral: Referral) -> None:
    sides = {"referrer": NOBODY, "friend": Person(0, frozenset(), frozenset())}
    referrals.open_referral(referral=referral, goods=Money(5000), is_first=True, at=timezone.now(), **sides)


def test_one_of_two_counts(placed):
    at_once(opened, placed)
    assert sorted(Referral.objects.values_list("state", flat=True)) == ["pending", "void"]
    assert PointsLot.objects.count() == 2


def test_without_the_lock_only_the_constraint_stands_in_the_way(placed, monkeypatch):
    """The negative control: both ask for an earlier one before either of them has moved."""
    gate, why_not = threading.Barrier(2, timeout=10), referrals._why_not

    def ask_together(*asked):
        why = why_not(*asked)
        gate.wait()
        return why

    monkeypatch.setattr(referrals, "lock_referral", lambda referral: referral)
    monkeypatch.setattr(referrals, "_why_not", ask_together)
    with pytest.raises(IntegrityError):
        at_once(opened, placed)
    assert Referral.objects.filter(state="pending").count() == 1
