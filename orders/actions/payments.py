"""Payment: opened at the provider, settled by whoever hears of it first, refunded when it came too late.

Nothing in a request or an event is believed except an id: `settle` asks the provider itself.
"""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Refused
from core.jobs import later
from core.links import sign_link
from core.money import Money
from core.stripe import (
    CheckoutItem,
    CheckoutSession,
    ProviderRefused,
    ProviderUnavailable,
    create_checkout_session,
    create_refund,
    expire_checkout_session,
    fetch_checkout_session,
)
from orders.actions.baskets import give_basket_back
from orders.actions.mails import mail_order_confirmation, mail_payment_returned
from orders.models import Order, OrderEvent, OrderLine, Payment, Refund, StripeEvent
from shop.actions.sales import record_sales
from shop.actions.stock import OutOfStock, allocate_stock, release_stock

RETURN = "payment-return"
"""The purpose of the link by which a shopper comes back from the provider."""


class PaymentUnavailable(Refused):
    code = "payment_unavailable"
    message = _(
        "The payment service does not answer at the moment. Nothing was charged and your basket is safe. "
        "Please try again in a minute."
    )


class RefundTooLarge(Refused):
    code = "refund_too_large"
    message = _("That is more than is left of the payment.")


def open_payment(*, order: Order, at: datetime) -> Payment:
    """Open the provider's page for a pending order and return where the shopper goes to pay.

    The order, its hold and the payment's key are committed before; repeating the call with the same key is harmless.
    Raises PaymentUnavailable: then the order is canceled and the basket is back, as nobody can pay a page unseen.
    """
    payment = order.payments.get(state=Payment.State.STARTED)
    if payment.session_id:
        return payment
    try:
        session = _open_session(order, payment)
    except (ProviderUnavailable, ProviderRefused) as error:
        payment.refresh_from_db()
        if payment.session_id:  # a second press of the button got through
            return payment
        _give_up(payment, at)
        raise PaymentUnavailable from error
    Payment.objects.filter(pk=payment.pk).update(session_id=session.id, session_url=session.url, checked_at=at)
    payment.session_id, payment.session_url = session.id, session.url
    return payment


def settle(*, payment: Payment, at: datetime) -> Payment:
    """Bring the payment to what the provider says of it. Idempotent; called by return, webhook and sweeper alike.

    Raises PaymentUnavailable when the provider does not answer: nothing changes and it is asked again later.
    """
    if not payment.session_id:
        return _give_up(payment, at) if payment.expires_at <= at else payment
    try:
        session = fetch_checkout_session(payment.session_id)
    except (ProviderUnavailable, ProviderRefused) as error:
        raise PaymentUnavailable from error
    if session.is_paid:
        return _capture(payment, session, at)
    if session.is_expired:
        return _give_up(payment, at)
    Payment.objects.filter(pk=payment.pk).update(checked_at=at)
    return payment


def abandon_payment(*, payment: Payment, at: datetime) -> Payment:
    """The shopper came back without paying: close the provider's page, free the stock, give the basket back."""
    if payment.state == Payment.State.STARTED and payment.session_id:
        try:
            expire_checkout_session(payment.session_id, key=f"{payment.key}-expire")
        except ProviderRefused:  # not open any more: paid or expired meanwhile, settle finds out which
            pass
        except ProviderUnavailable as error:
            raise PaymentUnavailable from error
    return settle(payment=payment, at=at)


@transaction.atomic
def request_refund(*, payment: Payment, amount: Money, reason: str, at: datetime, by: User | None = None) -> Refund:
    """Money is to go back: counted against the payment at once, sent by a task. Raises RefundTooLarge."""
    payment = Payment.objects.lock(payment)
    if payment.state != Payment.State.CAPTURED or amount > payment.amount - payment.refunded or not amount:
        raise RefundTooLarge
    Payment.objects.filter(pk=payment.pk).update(refunded=F("refunded") + amount.minor)
    refund = Refund.objects.create(payment=payment, amount=amount, reason=reason, requested_by=by)
    OrderEvent.objects.create(
        order=payment.order,
        kind=OrderEvent.Kind.REFUNDED,
        reference=f"refund/{refund.pk}",
        actor=by,
        happened_at=at,
        data={"amount": amount.minor},
    )
    later("orders.execute_refund", refund_id=refund.pk)
    return refund


def execute_refund(*, refund: Refund) -> Refund:
    """Tell the provider, once: the refund's key makes repetition harmless."""
    if refund.state != Refund.State.REQUESTED:
        return refund
    try:
        provider_id = create_refund(
            intent_id=refund.payment.intent_id,
            amount_minor=refund.amount.minor,
            reference=refund.payment.order.reference,
            key=refund.key,
        )
    except ProviderUnavailable:
        return refund
    except ProviderRefused as error:
        return _finish_refund(refund, Refund.State.FAILED, error=str(error)[:300])
    return _finish_refund(refund, Refund.State.SUCCEEDED, provider_id=provider_id)


@transaction.atomic
def record_event(*, event_id: str, kind: str, object_id: str) -> StripeEvent:
    """Store a webhook's ids; the same event again returns the first row."""
    event, created = StripeEvent.objects.get_or_create(
        event_id=event_id, defaults={"kind": kind, "object_id": object_id}
    )
    if created:
        later("orders.process_event", event_pk=event.pk)
    return event


def process_event(*, event: StripeEvent, at: datetime) -> StripeEvent:
    """Settle the payment that the event is about, whatever else it claims. Others' events are just marked done."""
    payment = Payment.objects.filter(Q(session_id=event.object_id) | Q(intent_id=event.object_id)).first()
    if payment:
        settle(payment=payment, at=at)
    StripeEvent.objects.filter(pk=event.pk).update(processed_at=at)
    return event


def _open_session(order: Order, payment: Payment) -> CheckoutSession:
    back = settings.BASE_URL + reverse("orders:payment-return", args=[sign_link(RETURN, str(payment.pk))])
    return create_checkout_session(
        items=_checkout_items(order),
        email=order.email,
        reference=order.reference,
        success_url=back,
        cancel_url=back + "?canceled=1",
        expires_at=payment.expires_at,
        locale=order.language,
        key=payment.key,
    )


def _checkout_items(order: Order) -> list[CheckoutItem]:
    items = [CheckoutItem(_item_name(line), line.amount.minor) for line in order.lines.all()]
    extras = [(gettext("Delivery: %s") % order.delivery_method, order.delivery)]
    if not order.prices_include_tax:
        extras.append((gettext("Tax"), order.tax))
    return items + [CheckoutItem(name, amount.minor) for name, amount in extras if amount]


def _item_name(line: OrderLine) -> str:
    name = f"{line.title} ({line.options})" if line.options else line.title
    return f"{line.quantity} × {name}"[:250]


@transaction.atomic
def _capture(payment: Payment, session: CheckoutSession, at: datetime) -> Payment:
    order = Order.objects.lock(payment.order)
    payment = Payment.objects.lock(payment)
    if payment.state == Payment.State.CAPTURED:
        return payment
    payment.move_to(Payment.State.CAPTURED, intent_id=session.intent_id, checked_at=at)
    OrderEvent.objects.create(
        order=order,
        kind=OrderEvent.Kind.PAID,
        reference=f"payment/{payment.pk}",
        happened_at=at,
        data={"amount": session.amount_minor},
    )
    is_right = (session.amount_minor, session.currency) == (payment.amount.minor, payment.currency)
    if is_right and order.state == Order.State.PENDING and _secure_stock(order, at):
        _confirm(order, at)
    else:
        _send_back(order, payment, at)
    return payment


def _secure_stock(order: Order, at: datetime) -> bool:
    try:
        allocate_stock(reference=order.reference, at=at)
    except OutOfStock:
        return False
    return True


def _confirm(order: Order, at: datetime) -> None:
    order.move_to(Order.State.CONFIRMED, confirmed_at=at)
    record_sales(lines=[(line.product_id, line.quantity) for line in order.lines.all()])
    mail_order_confirmation(order)


def _send_back(order: Order, payment: Payment, at: datetime) -> None:
    """Paid too late, or not what was asked: no goods can be promised, so the money goes back by itself."""
    if order.state == Order.State.PENDING:
        _cancel_pending(order, at)
    request_refund(payment=payment, amount=payment.amount, reason="paid too late", at=at)
    mail_payment_returned(order)


@transaction.atomic
def _give_up(payment: Payment, at: datetime) -> Payment:
    order = Order.objects.lock(payment.order)
    payment = Payment.objects.lock(payment)
    if payment.state != Payment.State.STARTED:
        return payment
    payment.move_to(Payment.State.VOIDED, checked_at=at)
    if order.state == Order.State.PENDING:
        _cancel_pending(order, at)
    return payment


def _cancel_pending(order: Order, at: datetime) -> None:
    order.move_to(Order.State.CANCELED, canceled_at=at)
    release_stock(reference=order.reference)
    if order.basket:
        give_basket_back(basket=order.basket)
    OrderEvent.objects.create(
        order=order,
        kind=OrderEvent.Kind.CANCELED,
        reference=order.reference,
        happened_at=at,
        data={"reason": "not paid"},
    )


@transaction.atomic
def _finish_refund(refund: Refund, state: str, **result: str) -> Refund:
    refund = Refund.objects.select_for_update(of=("self",)).get(pk=refund.pk)
    if refund.state == Refund.State.REQUESTED:
        refund.move_to(state, **result)
    return refund
