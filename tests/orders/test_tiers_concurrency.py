"""Two parcels of a customer at the same moment. The twin without the lock does not see that both together are enough."""

import threading

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from core.money import Money
from loyalty.models import Tier, TierMove, TierStatus
from orders.actions import tiers
from orders.actions.fulfillment import deliver_shipment, pack_shipment, ship_shipment
from orders.actions.refunds import refund_line
from orders.actions.tiers import count_tiers
from orders.models import Shipment
from tests.cast import ada, delivered_order, make_product, make_tier, paid_order
from tests.orders.test_stock_concurrency import at_once

pytestmark = [pytest.mark.concurrent, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def parcels(provider) -> list[Shipment]:
    """On their way to Ada, each half of what Silver takes."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time; the race needs PostgreSQL")
    make_tier("Silver", 200_00)
    found = []
    for _n in range(2):
        order = paid_order(provider, make_product(price=119_00), owner=ada())
        parcel = pack_shipment(order=order, by=None, at=timezone.now())
        found.append(ship_shipment(shipment=parcel, carrier="dhl", tracking_number="1", by=None, at=timezone.now()))
    TierStatus.objects.create(customer=ada())
    return found


def arrive(parcel: Shipment) -> None:
    deliver_shipment(shipment=parcel, by=None, at=timezone.now())


def look_together(monkeypatch) -> None:
    """Both look at what arrived before either of them has committed."""
    gate, look = threading.Barrier(2, timeout=10), tiers.bought_by

    def bought_by(*asked):
        found = look(*asked)
        gate.wait()
        return found

    monkeypatch.setattr(tiers, "bought_by", bought_by)
    monkeypatch.setattr(tiers, "lock_status", lambda customer: TierStatus.objects.get(customer=customer))


def test_two_parcels_at_once_are_seen_together(parcels):
    assert at_once(arrive, parcels) == ["done", "done"]
    status = TierStatus.objects.get()
    assert (status.spend, status.tier) == (Money(200_00), Tier.objects.get())
    assert TierMove.objects.count() == 1


@pytest.mark.corrupts
def test_without_the_lock_neither_sees_the_other(parcels, monkeypatch):
    """The negative control."""
    look_together(monkeypatch)
    assert at_once(arrive, parcels) == ["done", "done"]
    assert (TierStatus.objects.get().tier, TierMove.objects.count()) == (None, 0)


@pytest.mark.corrupts
def test_without_the_lock_only_the_number_keeps_a_step_from_being_taken_twice(parcels, monkeypatch):
    Tier.objects.update(amount=Money(50_00))
    look_together(monkeypatch)
    with pytest.raises(IntegrityError):
        at_once(arrive, parcels)
    assert TierMove.objects.count() == 1


def test_a_parcel_a_refund_and_the_daily_count_at_once_agree(parcels, provider):
    line = delivered_order(provider, make_product(price=119_00), owner=ada()).lines.get()
    now = timezone.now()
    deeds = [
        lambda: arrive(parcels[0]),
        lambda: arrive(parcels[1]),
        lambda: refund_line(line=line, amount=Money(119_00), reason="back", at=now, by=None),
        lambda: count_tiers(at=now),
    ]
    assert at_once(lambda deed: deed(), deeds) == ["done"] * 4
    status = TierStatus.objects.get()
    assert (status.spend, status.tier) == (Money(200_00), Tier.objects.get())
