"""Two workers that celebrate the same day at once, with a twin without the lock, which goes wrong."""

import threading
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection

from accounts.models import User
from loyalty.actions import points_many
from loyalty.actions.occasions import born_on, celebrate
from loyalty.models import OccasionRule, PointsAccount, PointsLot, PointsProgram
from tests.orders.test_stock_concurrency import at_once

pytestmark = [pytest.mark.concurrent, pytest.mark.django_db(transaction=True)]
PEOPLE, WORKERS = 30, 4
NOON = datetime(2027, 6, 15, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _rows_are_locked():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time; the race needs PostgreSQL")


@pytest.fixture
def _birthdays():
    PointsProgram(is_active=True).save()
    OccasionRule.objects.create(kind="birthday", points=100, is_active=True)
    for number in range(PEOPLE):
        day = {"birth_month": 6, "birth_day": 15, "birthday_set_at": NOON.replace(year=2020)}
        user = User.objects.create_user(f"{number}@example.com", **day)
        PointsAccount.objects.create(customer=user)


def run(_worker: int) -> None:
    celebrate(kind="birthday", people=born_on, at=NOON)


@pytest.mark.usefixtures("_birthdays")
def test_everybody_gets_it_once():
    at_once(run, list(range(WORKERS)))
    assert PointsLot.objects.count() == PEOPLE
    assert PointsAccount.objects.filter(available=100).count() == PEOPLE


@pytest.mark.usefixtures("_birthdays")
def test_without_the_lock_only_the_unique_reference_stands_in_the_way(monkeypatch):
    """The negative control: both look into the ledger before either of them has written."""
    gate, write = threading.Barrier(2, timeout=10), points_many._write

    def read(customers):
        return list(PointsAccount.objects.filter(customer__in=customers).select_related("customer").order_by("pk"))

    def write_together(causes, points):
        gate.wait()
        write(causes, points)

    monkeypatch.setattr(points_many, "_lock_accounts", read)
    monkeypatch.setattr(points_many, "_write", write_together)
    with pytest.raises(IntegrityError):
        at_once(run, [1, 2])
    assert PointsLot.objects.count() == PEOPLE
