"""Partners hear of everything, whatever is away: the cache, the broker, the mail server, or the partners themselves."""

import time

import pytest
from celery import Celery
from django.core.cache import caches
from django.db import transaction
from django.utils import timezone

from accounts.models import Event, WebhookDelivery
from accounts.tasks.webhooks import send_webhooks
from core import jobs
from core.jobs import _ring as ring
from core.jobs import later, later_once
from core.models import OutgoingMail
from orders.actions.payments import PaymentUnavailable, open_payment
from tests.cast import make_product, paid_order, placed_order
from tests.silence import nobody, silence
from tests.webhooks import let_out, listening, make_endpoint

pytest.importorskip("redis")
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def receiver(settings):
    let_out(settings)
    with listening() as receiver:
        yield receiver


@pytest.fixture(params=["refuses", "is silent"])
def port(request):
    with silence() as silent:
        yield silent if request.param == "is silent" else nobody()


def test_without_the_cache_webhooks_go_out(receiver, settings, port, provider):
    away = {"BACKEND": "core.cache.RedisCache", "LOCATION": f"redis://127.0.0.1:{port}/0"}
    settings.CACHES = settings.CACHES | {"default": away}
    make_endpoint(receiver.url, ["order.placed", "order.paid"])
    paid_order(provider)
    send_webhooks()
    assert receiver.types() == ["order.placed", "order.paid"]
    caches["default"].aside.clear()


def test_without_the_broker_the_sweeper_sends_them(receiver, monkeypatch, port, provider):
    app = Celery("away", broker=f"redis://127.0.0.1:{port}/0", set_as_current=False)
    app.conf.update(
        broker_transport_options={"socket_connect_timeout": 1, "socket_timeout": 3}, broker_connection_timeout=2
    )
    monkeypatch.setattr(jobs, "_ring", ring)
    monkeypatch.setattr(jobs, "current_app", app)
    make_endpoint(receiver.url, ["order.placed", "order.paid"])
    paid_order(provider)
    send_webhooks()
    assert receiver.types() == ["order.placed", "order.paid"]


def test_without_the_mail_server_a_partner_is_told_later_and_webhooks_go_on(receiver, settings):
    settings.EMAIL_BACKEND, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", nobody()
    make_endpoint(receiver.url, ["order.placed"])
    receiver.status = 410
    placed_order()
    send_webhooks()
    assert set(OutgoingMail.objects.values_list("template", "state")) == {("accounts/webhook_disabled", "queued")}


def test_without_the_payment_provider_what_happens_is_told(receiver, settings):
    settings.STRIPE_API_BASE = f"http://127.0.0.1:{nobody()}"
    make_endpoint(receiver.url, ["order.placed", "order.canceled"])
    with pytest.raises(PaymentUnavailable):
        open_payment(order=placed_order(), at=timezone.now())
    send_webhooks()
    assert receiver.types() == ["order.placed", "order.canceled"]


def test_partners_that_are_silent_keep_no_shopper_waiting(settings, port):
    let_out(settings)
    make_endpoint(f"http://127.0.0.1:{port}/hook")
    product = make_product()
    began = time.monotonic()
    placed_order(product)
    assert time.monotonic() - began < 2
    assert Event.objects.unspread().exists() and not WebhookDelivery.objects.exists()


def test_one_transaction_rings_once_and_what_is_undone_rings_for_nobody(bells):
    with transaction.atomic():
        later_once("accounts.send_webhooks")
        later("core.send_mail", mail_id=1)
        later_once("accounts.send_webhooks")
    assert [task for task, _ids in bells] == ["accounts.send_webhooks", "core.send_mail"]
    bells.clear()
    with transaction.atomic():
        with transaction.atomic():
            later_once("accounts.send_webhooks")
            transaction.set_rollback(True)
        later_once("accounts.send_webhooks")
    assert [task for task, _ids in bells] == ["accounts.send_webhooks"]
    with transaction.atomic():
        later_once("accounts.send_webhooks")
    assert len(bells) == 2
