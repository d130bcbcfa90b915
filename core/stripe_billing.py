"""Subscriptions at Stripe: prices, sign-up on its page, renewals, invoices and the portal, as small frozen values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import stripe
from django.conf import settings

from core.stripe import call, options

MOST_INVOICES = 100
IMMEDIATELY, NEVER = "always_invoice", "none"
"""Whether a change of price is settled now, or the old price goes on until a date."""


@dataclass(frozen=True)
class SignupSession:
    """A hosted page that sells a subscription. `status` is open, complete or expired."""

    id: str
    url: str
    status: str
    customer_id: str
    subscription_id: str


@dataclass(frozen=True)
class Subscription:
    """What we believe of a subscription. `card_fingerprint` is the same for the same card, whoever uses it."""

    id: str
    status: str
    customer_id: str
    item_id: str
    price_id: str
    starts_at: datetime
    ends_at: datetime
    trial_ends_at: datetime | None
    ends_with_period: bool
    ended_at: datetime | None
    card: str
    card_fingerprint: str


@dataclass(frozen=True)
class Invoice:
    """An invoice: amounts in minor units. `starts_at` to `ends_at` is the period it is for, without prorations."""

    id: str
    subscription_id: str
    number: str
    status: str
    reason: str
    amount_due: int
    amount_paid: int
    currency: str
    intent_id: str
    url: str
    pdf_url: str
    issued_at: datetime
    paid_at: datetime | None
    starts_at: datetime | None
    ends_at: datetime | None


@dataclass(frozen=True)
class Preview:
    """What a change would cost at once, in minor units; below zero it becomes credit for the next invoices."""

    due: int
    credit: int
    total: int


def create_billing_customer(*, email: str, name: str, reference: str, key: str) -> str:
    """A customer at the provider; returns its id."""
    params: stripe.params.CustomerCreateParams = {"email": email, "metadata": {"reference": reference}}
    if name:
        params["name"] = name
    return call(lambda client: client.v1.customers.create(params, options(key))).id


def ensure_price(*, name: str, amount_minor: int, interval: str, reference: str, key: str) -> str:
    """The id of the recurring price with this reference, made when there is none yet."""
    found = call(lambda client: client.v1.prices.list({"lookup_keys": [reference], "limit": 1}))
    if found.data:
        return found.data[0].id
    params: Any = {
        "currency": settings.SHOP_CURRENCY.lower(),
        "unit_amount": amount_minor,
        "recurring": {"interval": interval},
        "product_data": {"name": name},
        "lookup_key": reference,
    }
    return call(lambda client: client.v1.prices.create(params, options(key))).id


def create_signup_session(
    *,
    price_id: str,
    customer_id: str,
    trial_days: int,
    reference: str,
    success_url: str,
    cancel_url: str,
    expires_at: datetime,
    locale: str,
    key: str,
) -> SignupSession:
    """Open a hosted page that sells one subscription. `key` makes a repeated call return the first answer."""
    data: Any = {"metadata": {"reference": reference}}
    if trial_days:
        data["trial_period_days"] = trial_days
    params: Any = {
        "mode": "subscription",
        "line_items": [{"price": price_id, "quantity": 1}],
        "customer": customer_id,
        "client_reference_id": reference,
        "metadata": {"reference": reference},
        "subscription_data": data,
        "payment_method_collection": "always",
        "success_url": success_url,
        "cancel_url": cancel_url,
        "expires_at": int(expires_at.timestamp()),
        "locale": locale,
    }
    return _signup(call(lambda client: client.v1.checkout.sessions.create(params, options(key))))


def fetch_signup_session(session_id: str) -> SignupSession:
    return _signup(call(lambda client: client.v1.checkout.sessions.retrieve(session_id)))


def fetch_subscription(subscription_id: str) -> Subscription:
    params: Any = {"expand": ["default_payment_method"]}
    found = call(lambda client: client.v1.subscriptions.retrieve(subscription_id, params))
    return _subscription(found)


def fetch_invoices(subscription_id: str) -> list[Invoice]:
    """The latest invoices of a subscription, oldest first."""
    params: Any = {"subscription": subscription_id, "limit": MOST_INVOICES, "expand": ["data.payments"]}
    found = call(lambda client: client.v1.invoices.list(params))
    return [_invoice(row) for row in reversed(found.data)]


def subscription_of_invoice(invoice_id: str) -> str:
    """The id of the subscription that an invoice is for; "" when it is for none."""
    return _subscription_of(call(lambda client: client.v1.invoices.retrieve(invoice_id)))


def set_ending(subscription_id: str, *, ends_with_period: bool) -> Subscription:
    """Let it end with its period, or take that back. Repeating it changes nothing."""
    params: Any = {"cancel_at_period_end": ends_with_period, "expand": ["default_payment_method"]}
    return _subscription(call(lambda client: client.v1.subscriptions.update(subscription_id, params)))


def cancel_subscription(subscription_id: str) -> Subscription:
    """End it now. Raises ProviderRefused when it is over already."""
    return _subscription(call(lambda client: client.v1.subscriptions.cancel(subscription_id)))


def resume_subscription(subscription_id: str) -> Subscription:
    """Let a paused one go on, in a new period from now."""
    return _subscription(call(lambda client: client.v1.subscriptions.resume(subscription_id)))


def switch_price(
    subscription: Subscription,
    *,
    price_id: str,
    at: datetime | None = None,
    until: datetime | None = None,
    key: str = "",
) -> Subscription:
    """Another price: at once, with the rest of the old period given back by the second as of `at`; or, with `until`,
    from that moment on and nothing charged before. What charges has a `key`; the rest is harmless when repeated."""
    params: Any = {"items": [{"id": subscription.item_id, "price": price_id}], "expand": ["default_payment_method"]}
    if until:
        params |= {"proration_behavior": NEVER, "trial_end": int(until.timestamp())}
    else:
        params["proration_behavior"] = IMMEDIATELY
        if at:
            params["proration_date"] = int(at.timestamp())
    how = options(key) if key else {}
    changed = call(lambda client: client.v1.subscriptions.update(subscription.id, params, how))
    return _subscription(changed)


def preview_switch(subscription: Subscription, *, price_id: str, at: datetime) -> Preview:
    """What switching at once would charge as of `at`."""
    params: Any = {
        "subscription": subscription.id,
        "subscription_details": {
            "items": [{"id": subscription.item_id, "price": price_id}],
            "proration_behavior": IMMEDIATELY,
            "proration_date": int(at.timestamp()),
        },
    }
    invoice = call(lambda client: client.v1.invoices.create_preview(params))
    credit = sum(line.amount for line in invoice.lines.data if line.amount < 0)
    return Preview(due=invoice.amount_due, credit=-credit, total=invoice.total)


def move_trial_end(subscription_id: str, *, ends_at: datetime) -> Subscription:
    """Let a running trial end at another moment."""
    params: Any = {
        "trial_end": int(ends_at.timestamp()),
        "proration_behavior": NEVER,
        "expand": ["default_payment_method"],
    }
    return _subscription(call(lambda client: client.v1.subscriptions.update(subscription_id, params)))


def create_portal(*, customer_id: str, return_url: str) -> str:
    """The address of a page where somebody changes their card."""
    params: Any = {"customer": customer_id, "return_url": return_url}
    return call(lambda client: client.v1.billing_portal.sessions.create(params)).url


def _signup(answer: stripe.checkout.Session) -> SignupSession:
    return SignupSession(
        id=answer.id,
        url=answer.url or "",
        status=answer.status or "",
        customer_id=_id_of(answer.customer),
        subscription_id=_id_of(answer.subscription),
    )


def _subscription(answer: stripe.Subscription) -> Subscription:
    item = answer["items"].data[0]
    card = getattr(answer.default_payment_method, "card", None)
    return Subscription(
        id=answer.id,
        status=answer.status,
        customer_id=_id_of(answer.customer),
        item_id=item.id,
        price_id=item.price.id,
        starts_at=_moment(item.current_period_start),
        ends_at=_moment(item.current_period_end),
        trial_ends_at=_moment(answer.trial_end) if answer.trial_end else None,
        ends_with_period=answer.cancel_at_period_end,
        ended_at=_moment(answer.ended_at) if answer.ended_at else None,
        card=f"{card.brand.capitalize()} •••• {card.last4}" if card else "",
        card_fingerprint=(card.fingerprint or "") if card else "",
    )


def _invoice(answer: stripe.Invoice) -> Invoice:
    paid_at = answer.status_transitions.paid_at
    span = next((line.period for line in reversed(answer.lines.data) if not _is_proration(line)), None)
    return Invoice(
        id=answer.id or "",
        subscription_id=_subscription_of(answer),
        number=answer.number or "",
        status=answer.status or "",
        reason=answer.billing_reason or "",
        amount_due=answer.amount_due,
        amount_paid=answer.amount_paid,
        currency=answer.currency.upper(),
        intent_id=_intent_of(answer),
        url=answer.hosted_invoice_url or "",
        pdf_url=answer.invoice_pdf or "",
        issued_at=_moment(answer.created),
        paid_at=_moment(paid_at) if paid_at else None,
        starts_at=_moment(span.start) if span else None,
        ends_at=_moment(span.end) if span else None,
    )


def _is_proration(line: stripe.InvoiceLineItem) -> bool:
    details = line.parent.subscription_item_details if line.parent else None
    return bool(details and details.proration)


def _intent_of(answer: stripe.Invoice) -> str:
    """Of the payment that paid it: an invoice names its payments apart since 2025."""
    payments: Sequence[Any] = answer.payments.data if answer.payments else []
    paid = (row.payment.payment_intent for row in payments if row.status == "paid")
    return _id_of(next(paid, None))


def _subscription_of(answer: stripe.Invoice) -> str:
    details = answer.parent.subscription_details if answer.parent else None
    return _id_of(details.subscription) if details else ""


def _id_of(thing: Any) -> str:
    return thing if isinstance(thing, str) else getattr(thing, "id", "")


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
