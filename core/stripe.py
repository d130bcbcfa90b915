"""Payments at Stripe. Answers leave as small frozen values; no Stripe object gets further.

This module, `core/stripe_billing.py`, which sells subscriptions, and `core/stripe_books.py`, which reads lists, are the
only ones that talk to Stripe.
"""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TypeVar

import stripe
from django.conf import settings

from core.outages import Outage
from core.sandbox import payment_settings

CONNECT_SECONDS, READ_SECONDS = 2, 6
REPEAT_WITHIN = 1.5
"""Seconds: what failed this soon is asked again. Together with a slow answer a shopper waits under ten seconds."""
TRIES = 3
provider = Outage("payment provider", failures=3, rest_seconds=5)
API_VERSION = "2026-10-28.endive"
_Answer = TypeVar("_Answer")


class ProviderUnavailable(Exception):
    """Stripe did not answer, or answered with a fault of its own. Nothing is known about the outcome."""


class ProviderFault(ProviderUnavailable):
    """Stripe answered with a fault of its own. It keeps that answer under the request's key for a day, done or not:
    repeating the call with this key gives the same answer (https://docs.stripe.com/error-low-level, server errors)."""


class ProviderRefused(Exception):
    """Stripe said no to the request itself."""


class BadSignature(Exception):
    """The event does not come from Stripe, is too old, or is no event at all."""


@dataclass(frozen=True)
class CheckoutSession:
    """What we believe of a hosted checkout: amounts in minor units, currency in upper case."""

    id: str
    url: str
    status: str
    payment_status: str
    intent_id: str
    amount_minor: int
    currency: str
    intent_status: str = ""

    @property
    def is_paid(self) -> bool:
        return self.status == "complete" and self.payment_status == "paid"

    @property
    def is_processing(self) -> bool:
        """The shopper did their part; the money is on its way, which takes some methods days."""
        return self.status == "complete" and self.payment_status == "unpaid" and self.intent_status == "processing"

    @property
    def is_failed(self) -> bool:
        """The money that was on its way will not come."""
        ended = self.intent_status in ("requires_payment_method", "canceled")
        return self.status == "complete" and self.payment_status == "unpaid" and ended

    @property
    def is_expired(self) -> bool:
        return self.status == "expired"


@dataclass(frozen=True)
class CheckoutItem:
    """One line on the provider's page: what it is and what it costs in all, in minor units."""

    name: str
    amount_minor: int


@dataclass(frozen=True)
class ProviderEvent:
    """The ids in a webhook. Nothing else in it is believed."""

    id: str
    kind: str
    object_id: str


def create_checkout_session(
    *,
    items: list[CheckoutItem],
    email: str,
    reference: str,
    success_url: str,
    cancel_url: str,
    expires_at: datetime,
    locale: str,
    key: str,
) -> CheckoutSession:
    """Open a hosted checkout. `key` makes a repeated call return the first answer."""
    params: stripe.params.checkout.SessionCreateParams = {
        "mode": "payment",
        "line_items": [_line_item(item) for item in items],
        "customer_email": email,
        "client_reference_id": reference,
        "metadata": {"reference": reference},
        "payment_intent_data": {"metadata": {"reference": reference}},
        "success_url": success_url,
        "cancel_url": cancel_url,
        "expires_at": int(expires_at.timestamp()),
        "locale": locale,
    }
    return _session(call(lambda client: client.v1.checkout.sessions.create(params, options(key))))


def fetch_checkout_session(session_id: str) -> CheckoutSession:
    params: stripe.params.checkout.SessionRetrieveParams = {"expand": ["payment_intent"]}
    return _session(call(lambda client: client.v1.checkout.sessions.retrieve(session_id, params)))


def expire_checkout_session(session_id: str) -> CheckoutSession:
    """Close an open checkout so that it cannot be paid any more. Raises ProviderRefused when it is not open.

    Without a key: closing twice is harmless, and a fault kept under a key would keep it open."""
    return _session(call(lambda client: client.v1.checkout.sessions.expire(session_id)))


def create_refund(*, intent_id: str, amount_minor: int, reference: str, key: str) -> str:
    """Send money back; returns the refund's id. `reference` is the refund's own: `find_refund` knows it by that."""
    params: stripe.params.RefundCreateParams = {
        "payment_intent": intent_id,
        "amount": amount_minor,
        "metadata": {"reference": reference},
    }
    return call(lambda client: client.v1.refunds.create(params, options(key))).id


def find_refund(*, intent_id: str, reference: str) -> str:
    """The id of the refund of a payment that was made for this reference; "" when there is none."""
    made = call(lambda client: client.v1.refunds.list({"payment_intent": intent_id, "limit": 100}))
    return next((refund.id for refund in made.data if _reference_of(refund) == reference), "")


def read_event(payload: bytes, signature: str, secret: str = "") -> ProviderEvent:
    """The ids in a webhook whose signature and age are right; each address has a `secret` of its own, that of payments
    unless told. Raises BadSignature."""
    try:
        event = stripe.Webhook.construct_event(payload, signature, secret or settings.STRIPE_WEBHOOK_SECRET)
        told = event.data.object  # what is only announced, such as an invoice to come, has no id
        return ProviderEvent(id=event.id, kind=event.type, object_id=getattr(told, "id", ""))
    except (stripe.SignatureVerificationError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise BadSignature(str(error)) from error


def _line_item(item: CheckoutItem) -> stripe.params.checkout.SessionCreateParamsLineItem:
    price: stripe.params.checkout.SessionCreateParamsLineItemPriceData = {
        "currency": settings.SHOP_CURRENCY.lower(),
        "unit_amount": item.amount_minor,
        "product_data": {"name": item.name},
    }
    return {"price_data": price, "quantity": 1}


def _session(answer: stripe.checkout.Session) -> CheckoutSession:
    intent = answer.payment_intent
    return CheckoutSession(
        id=answer.id,
        url=answer.url or "",
        status=answer.status or "",
        payment_status=answer.payment_status,
        intent_id=intent if isinstance(intent, str) else getattr(intent, "id", ""),
        amount_minor=answer.amount_total or 0,
        currency=(answer.currency or "").upper(),
        intent_status=getattr(intent, "status", None) or "",
    )


def _reference_of(refund: stripe.Refund) -> str:
    return str(refund.metadata["reference"]) if refund.metadata and "reference" in refund.metadata else ""


def options(key: str) -> stripe.RequestOptions:
    return {"idempotency_key": key}


def call(request: Callable[[stripe.StripeClient], _Answer]) -> _Answer:
    """Ask, again if it failed at once: every request may be repeated, by its nature or by its key."""
    if provider.is_on():
        raise ProviderUnavailable("It did not answer lately.")
    began = time.monotonic()
    for tries in range(1, TRIES + 1):
        try:
            answer = request(_client(*payment_settings()))
        except (stripe.InvalidRequestError, stripe.IdempotencyError, stripe.CardError) as error:
            provider.note_answer()
            raise ProviderRefused(str(error)) from error
        except stripe.StripeError as error:
            if tries < TRIES and time.monotonic() - began < REPEAT_WITHIN and _may_pass(error):
                time.sleep(random.uniform(0.1, 0.3) * tries)
                continue
            _note_failure(error)
            raise (ProviderFault if (error.http_status or 0) >= 500 else ProviderUnavailable)(str(error)) from error
        provider.note_answer()
        return answer
    raise ProviderUnavailable("It did not answer.")


def _may_pass(error: stripe.StripeError) -> bool:
    """No answer, another request with the same key under way, or a fault at Stripe."""
    return isinstance(error, stripe.APIConnectionError) or error.http_status == 409 or (error.http_status or 0) >= 500


def _note_failure(error: stripe.StripeError) -> None:
    """Only silence is an outage; a fault that was answered costs nobody's time."""
    if isinstance(error, stripe.APIConnectionError):
        provider.note_failure(error)
    else:
        provider.note_answer()


@lru_cache(maxsize=4)
def _client(key: str, base: str) -> stripe.StripeClient:
    return stripe.StripeClient(
        key,
        base_addresses={"api": base} if base else {},
        stripe_version=API_VERSION,
        max_network_retries=0,  # its waits add up to half a minute; see call
        http_client=stripe.RequestsClient(timeout=(CONNECT_SECONDS, READ_SECONDS)),
    )
