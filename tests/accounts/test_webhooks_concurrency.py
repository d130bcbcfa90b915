"""Many workers at once: nothing is sent twice, and nothing overtakes."""

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.utils import timezone

from accounts.actions.deliveries import deliver_next, spread_events
from accounts.actions.events import record_event
from accounts.models import Event, WebhookDelivery
from tests.webhooks import let_out, listening, make_endpoint

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrent]
WORKERS = 6


@pytest.fixture
def receiver(settings):
    let_out(settings)
    with listening() as receiver:
        receiver.waits = 0.05
        yield receiver


def happen(order: str, number: int = 1) -> None:
    record_event(
        type="order.changed", reference=f"{order}/{number}", subject=f"order/{order}", data={"order": order},
        at=timezone.now(),
    )  # fmt: skip


def together(work) -> None:
    gate = threading.Barrier(WORKERS)

    def one(_number: int) -> None:
        try:
            gate.wait()
            work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(one, range(WORKERS)))


def send_all() -> None:
    spread_events(at=timezone.now())
    misses = 0
    while misses < 20:
        misses = 0 if deliver_next(at=timezone.now()) else misses + 1
        time.sleep(0.01)


def test_six_workers_send_each_delivery_once(receiver):
    make_endpoint(receiver.url)
    for number in range(30):
        happen(f"O{number}")
    together(send_all)
    assert Counter(receiver.ids()) == dict.fromkeys(Event.objects.values_list("public_id", flat=True), 1)
    assert set(WebhookDelivery.objects.values_list("state", "attempts")) == {("succeeded", 1)}


def test_without_the_claim_they_send_twice(receiver, monkeypatch):
    """The negative control: what keeps them apart is the claim, so without it the test above would fail."""
    monkeypatch.setattr("accounts.actions.deliveries._claim", lambda _delivery, _at: True)
    make_endpoint(receiver.url)
    receiver.waits = 0.5
    happen("O1")
    spread_events(at=timezone.now())
    together(send_all)
    assert len(receiver.heard) > 1


def test_of_one_order_nothing_overtakes_whoever_sends(receiver):
    make_endpoint(receiver.url)
    for number in range(12):
        happen("ONE", number)
        happen(f"OTHER{number}")
    together(send_all)
    ids = list(Event.objects.filter(subject="order/ONE").order_by("pk").values_list("public_id", flat=True))
    assert [public_id for public_id in receiver.ids() if public_id in ids] == ids


def test_events_are_handed_out_once(receiver):
    make_endpoint(receiver.url)
    for number in range(40):
        happen(f"O{number}")
    together(lambda: spread_events(at=timezone.now()))
    assert WebhookDelivery.objects.count() == 40 and not Event.objects.unspread().exists()
