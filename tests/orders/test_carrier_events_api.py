"""Carriers' reports through the API: who may, once each, and nonsense told so."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from orders.models import CarrierEvent, Shipment
from tests.cast import ada, make_product, pia, sent_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def reporter():
    """A partner that may report, and may do nothing else."""
    return pia("shipments:write")


def _report(**more):
    moment = timezone.now() - timedelta(hours=1)
    named = {"carrier": "dhl", "number": "00340434", "id": "e-1"}
    return named | {"code": "delivered", "happened_at": moment.isoformat()} | more


def _post(client, body):
    return client.post(reverse("api:carrier-event-create"), body, content_type="application/json")


def test_a_report_delivers_the_parcel_once(reporter, provider):
    sent_order(provider, make_product(), sent_at=timezone.now() - timedelta(days=2))
    answers = [_post(reporter, _report()) for _twice in range(2)]
    assert [(answer.status_code, answer.json()) for answer in answers] == [
        (201, {"is_new": True}),
        (200, {"is_new": False}),
    ]
    assert (Shipment.objects.get().state, CarrierEvent.objects.count()) == ("delivered", 1)


@pytest.mark.parametrize(
    "body",
    [[], "text", {}, _report(code="flew"), _report(happened_at="yesterday"), _report(more="x"), _report(number="")],
)
def test_nonsense_is_a_bad_request_in_words(reporter, provider, body):
    sent_order(provider, make_product(), sent_at=timezone.now() - timedelta(days=2))
    answer = _post(reporter, body)
    assert answer.status_code == 400 and answer.json()["detail"]
    assert not CarrierEvent.objects.exists()


def test_a_parcel_nobody_knows_is_a_conflict(reporter):
    assert _post(reporter, _report()).status_code == 409


def test_strangers_and_customers_report_nothing(client, provider):
    sent_order(provider, make_product(), sent_at=timezone.now() - timedelta(days=2))
    assert _post(client, _report()).status_code == 401
    assert _post(pia("orders:read"), _report()).status_code == 403
    assert _post(pia("orders:read", customer=ada()), _report()).status_code == 403
    assert Shipment.objects.get().state == "shipped"
