"""A decision about a review and what happens to its writer's parcels meet at a product and at an account of points.

Both take the product first. The twin takes them the other way round, and the database has to end one of the two.
"""

import time

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from core import retries
from loyalty.models import PointsAccount
from loyalty.models.points import PointsAccountQuerySet
from orders.actions import losses
from orders.actions.fulfillment import pack_shipment, ship_shipment
from orders.models import EarningRule, Order, Shipment
from orders.signals import order_followed
from reviews.actions.moderation import publish_entry
from reviews.actions.reviews import Reviewer, Words, write_review
from reviews.models import Review
from shop.models.catalog import ProductQuerySet
from tests.cast import ada, delivered_order, make_points, make_product, paid_order
from tests.orders.test_stock_concurrency import at_once

pytestmark = [pytest.mark.concurrent, pytest.mark.django_db(transaction=True)]
PAUSE = 0.4
"""Seconds that each waits with one lock in its hand before it asks for the other."""


@pytest.fixture(autouse=True)
def _rows_are_locked():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time; the race needs PostgreSQL")


@pytest.fixture
def blocked(monkeypatch) -> list[bool]:
    """What the database ended; and every lock of a product or of points is held for a while before the next."""
    ended: list[bool] = []
    is_blocked = retries._is_blocked

    def note(error: OperationalError) -> bool:
        ended.append(is_blocked(error))
        return ended[-1]

    monkeypatch.setattr(retries, "_is_blocked", note)
    for rows in (ProductQuerySet, PointsAccountQuerySet):
        _slow_down(monkeypatch, rows)
    return ended


def _slow_down(monkeypatch, rows) -> None:
    lock = rows.lock

    def slow(self, which):
        locked = lock(self, which)
        time.sleep(PAUSE)
        return locked

    monkeypatch.setattr(rows, "lock", slow)


def _meeting(provider) -> list:
    """A review that waits for its publication and earns points then, and a parcel paid with points that gets lost."""
    make_points(ada(), 5000, min_points=1, confirm_days=0)
    EarningRule.objects.create(name="Thank you", kind="review", points=50, is_active=True)
    product = make_product(price=1000, stock=9)
    order = delivered_order(provider, product, owner=ada())
    words = Words(5, "", "See https://somewhere.example", "Ada", "en")
    review = write_review(product=product, words=words, by=Reviewer(ada(), order), at=timezone.now())
    second = paid_order(provider, product, owner=ada(), points=400)
    shipment = pack_shipment(order=second, by=None, at=timezone.now())
    ship_shipment(shipment=shipment, carrier="dhl", tracking_number="1", by=None, at=timezone.now())
    return [("publish", review.pk), ("lose", shipment.pk)]


def _do(deed) -> None:
    what, pk = deed
    if what == "publish":
        publish_entry(entry=Review.objects.get(pk=pk), by=None, at=timezone.now())
    else:
        losses.lose_shipment(shipment=_shipment(pk), send_again=False, by=None, at=timezone.now())


def _shipment(pk: int) -> Shipment:
    return Shipment.objects.select_related("order").get(pk=pk)


def test_a_decision_and_a_lost_parcel_wait_for_each_other_in_turn(provider, blocked):
    deeds = _meeting(provider)
    assert at_once(_do, deeds) == ["done", "done"]
    assert blocked == []
    assert (Review.objects.get().state, Shipment.objects.latest("pk").state) == ("published", "lost")


@pytest.mark.corrupts
def test_taken_the_other_way_round_the_database_ends_one_of_them(provider, blocked, monkeypatch):
    """The negative control: points first, then the product."""

    class Silent:
        @staticmethod
        def send(*args, **how) -> None:
            return None

    def lose_the_other_way(deed) -> None:
        if deed[0] == "publish":
            _do(deed)
            return
        try:
            with transaction.atomic():
                PointsAccount.objects.lock(PointsAccount.objects.get())
                _do(deed)
                order = Order.objects.get(shipments=deed[1])
                order_followed.send(Shipment, order=order, at=timezone.now())
        except OperationalError as error:
            retries._is_blocked(error)

    deeds = _meeting(provider)
    monkeypatch.setattr(losses, "order_followed", Silent)
    at_once(lose_the_other_way, deeds)
    assert True in blocked
