"""Without the broker: nobody waits for a bell, and the sweepers find every row."""

import time

import pytest
from celery import Celery
from django.conf import settings as django_settings
from django.utils import timezone

from core import jobs
from core.jobs import _ring as ring
from core.models import OutgoingMail
from orders.actions.cancellation import cancel_order
from orders.actions.payments import open_payment, record_event
from orders.models import Order, Refund, StripeEvent
from orders.tasks.payments import sweep_payments, sweep_refunds
from tests.cast import deliver_mail, paid_order, placed_order
from tests.silence import nobody, silence

pytest.importorskip("redis")
pytestmark = pytest.mark.django_db(transaction=True)
OPTIONS = {"socket_connect_timeout": 1, "socket_timeout": 3}
"""As in the settings for a broker on Redis."""


@pytest.fixture(params=["refuses", "is silent"])
def broker_away(request, monkeypatch):
    with silence() as silent:
        port = silent if request.param == "is silent" else nobody()
        app = Celery("away", broker=f"redis://127.0.0.1:{port}/0", set_as_current=False)
        app.conf.update(broker_transport_options=OPTIONS, broker_connection_timeout=2)
        monkeypatch.setattr(jobs, "_ring", ring)
        monkeypatch.setattr(jobs, "current_app", app)
        yield


def test_those_are_the_settings():
    if django_settings.CELERY_BROKER_URL.startswith("redis:"):
        assert OPTIONS.items() <= django_settings.CELERY_BROKER_TRANSPORT_OPTIONS.items()


def test_an_order_is_paid_and_its_mail_found_by_the_sweeper(broker_away, provider):
    began = time.monotonic()
    order = paid_order(provider)
    assert time.monotonic() - began < 10
    assert order.state == Order.State.CONFIRMED
    assert [mail.state for mail in deliver_mail()] == [OutgoingMail.State.SENT]


def test_a_refund_is_found_by_the_sweeper(broker_away, provider):
    cancel_order(order=paid_order(provider), by=None, at=timezone.now())
    sweep_refunds()
    assert Refund.objects.get().state == Refund.State.SUCCEEDED


def test_an_event_is_stored_and_found_by_the_sweeper(broker_away, provider):
    payment = open_payment(order=placed_order(), at=timezone.now())
    provider.pay(payment.session_id)
    record_event(event_id="evt_1", kind="checkout.session.completed", object_id=payment.session_id)
    sweep_payments()
    assert StripeEvent.objects.get().processed_at
    assert Order.objects.get().state == Order.State.CONFIRMED


def test_only_the_first_bell_waits(broker_away):
    ring("core.send_mail", {"mail_id": 1})
    began = time.monotonic()
    for number in range(50):
        ring("core.send_mail", {"mail_id": number})
    assert time.monotonic() - began < 0.1
