"""A payment that was being opened when something happened: killed, pressed twice, spoken in another language."""

import time

import pytest
from django.utils import timezone, translation

from core.stripe import ProviderUnavailable, create_checkout_session
from orders.actions import payments
from orders.actions.payments import PaymentUnavailable, open_payment
from orders.models import Order, Payment
from tests.cast import placed_order

pytestmark = pytest.mark.django_db


def open_and_die(order: Order, monkeypatch) -> None:
    """The provider opened its page and the shop did not live to write it down."""

    def die(*_given, **_also):
        raise SystemExit

    with monkeypatch.context() as killed:
        killed.setattr(payments, "kill_point", lambda name: die() if name == "open_payment:after_call" else None)
        with pytest.raises(SystemExit):
            open_payment(order=order, at=timezone.now())
    assert Payment.objects.get().session_id is None


def test_opening_again_after_a_death_finds_the_page_that_was_opened(provider, monkeypatch):
    """Everything sent with the same key must be the same: a link stamped with the time was not."""
    order = placed_order()
    open_and_die(order, monkeypatch)
    later = time.time() + 90
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    payment = open_payment(order=order, at=timezone.now())
    assert [session["id"] for session in provider.state()["sessions"]] == [payment.session_id]


def test_opening_again_in_another_language_finds_it_too(provider, monkeypatch):
    order = placed_order()
    open_and_die(order, monkeypatch)
    with translation.override("de"):
        assert open_payment(order=order, at=timezone.now()).session_id
    assert len(provider.state()["sessions"]) == 1


def test_nobody_is_sent_to_a_page_that_a_second_press_gave_up(provider, monkeypatch):
    """The second press met a fault and canceled the order, while the first was still opening its page."""
    order = placed_order()

    def fail(**_session):
        raise ProviderUnavailable

    def give_up_meanwhile(**session):
        with monkeypatch.context() as second:
            second.setattr(payments, "create_checkout_session", fail)
            with pytest.raises(PaymentUnavailable):
                open_payment(order=order, at=timezone.now())
        return create_checkout_session(**session)

    monkeypatch.setattr(payments, "create_checkout_session", give_up_meanwhile)
    with pytest.raises(PaymentUnavailable):
        open_payment(order=order, at=timezone.now())
    assert (Payment.objects.get().state, Payment.objects.get().session_id) == (Payment.State.VOIDED, None)


def test_a_press_that_fails_does_not_cancel_what_the_other_has_opened(provider, monkeypatch):
    order = placed_order()

    def open_meanwhile_and_fail(**session):
        with monkeypatch.context() as first:
            first.setattr(payments, "create_checkout_session", create_checkout_session)
            open_payment(order=order, at=timezone.now())
        raise ProviderUnavailable

    monkeypatch.setattr(payments, "create_checkout_session", open_meanwhile_and_fail)
    assert open_payment(order=order, at=timezone.now()).session_url
    assert Order.objects.get().state == Order.State.PENDING


def test_a_press_after_the_order_was_given_up_is_told_so(provider, monkeypatch):
    order = placed_order()
    provider.faults.set("error_before", count=9, path="/v1/checkout")
    for _press in range(2):
        with pytest.raises(PaymentUnavailable):
            open_payment(order=order, at=timezone.now())
