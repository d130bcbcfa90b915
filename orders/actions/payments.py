"""Payment: opened at the provider, settled by whoever hears of it first, sent back when it came too late.

Nothing in a request or an event is believed except an id: `settle` asks the provider itself.
"""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Prefetch, Q, prefetch_related_objects
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from core.jobs import later
from core.kills import kill_point, kill_point_after_commit
from core.links import sign_link
from core.retries import again_when_blocked
from core.stripe import (
    CheckoutItem,
    CheckoutSession,
    ProviderRefused,
    ProviderUnavailable,
    create_checkout_session,
    expire_checkout_session,
    fetch_checkout_session,
)
from orders.actions.confirmation import confirm_order
from orders.actions.documents import issue_invoice
from orders.actions.gift_cards import hand_out_gift_cards
from orders.actions.mails import mail_payment_returned
from orders.actions.refunds import request_refund
from orders.actions.stock_problems import report_stock_problem
from orders.actions.tenders import capture_tenders
from orders.actions.timeline import write_order_event
from orders.actions.undoing import undo_placing
from orders.models import Order, OrderEvent, OrderLine, Payment, StripeEvent
from orders.rules.partner_events import GOES_BACK
from orders.rules.payments import EXCHANGE_WINDOW, PROCESSING_HOLD
from shop.actions.stock import prolong_hold, secure_stock

RETURN = "payment-return"
"""The purpose of the link by which a shopper comes back from the provider."""


class PaymentUnavailable(Refused):
    code = "payment_unavailable"
    passes = True
    message = _(
        "The payment service does not answer at the moment. Nothing was charged and your basket is safe. "
        "Please try again in a minute."
    )


def open_payment(*, order: Order, at: datetime) -> Payment:
    """Open the provider's page for a pending order and return where the shopper goes to pay.

    The order, its hold and the payment's key are committed before; repeating the call with the same key is harmless.
    Raises PaymentUnavailable: then the order is canceled and the basket is back, as nobody can pay a page unseen.
    Raises TooBusy.
    """
    payment = order.payments.filter(state=Payment.State.STARTED).first()
    if payment is None:  # a second press gave up meanwhile
        raise PaymentUnavailable
    if payment.session_id:
        return payment
    kill_point("open_payment:before_call")
    try:
        session = _open_session(order, payment)
    except (ProviderUnavailable, ProviderRefused) as error:
        payment = _give_up(payment, at, if_unopened=True)
        if payment.state == Payment.State.STARTED:  # a second press of the button got through
            return payment
        raise PaymentUnavailable from error
    kill_point("open_payment:after_call")
    waiting = Payment.objects.filter(pk=payment.pk, state=Payment.State.STARTED)
    if not waiting.update(session_id=session.id, session_url=session.url, checked_at=at):
        raise PaymentUnavailable  # a second press gave up meanwhile, and nobody has seen this page
    kill_point("open_payment:after_store")
    payment.session_id, payment.session_url = session.id, session.url
    return payment


def settle(*, payment: Payment, at: datetime) -> Payment:
    """Bring the payment to what the provider says of it. Idempotent; called by return, webhook and sweeper alike.

    Raises PaymentUnavailable when the provider does not answer, TooBusy when the database has no time: nothing changes
    and it is asked again later.
    """
    if not payment.session_id:
        return _give_up(payment, at, if_unopened=True) if payment.expires_at <= at else payment
    try:
        session = fetch_checkout_session(payment.session_id)
    except (ProviderUnavailable, ProviderRefused) as error:
        raise PaymentUnavailable from error
    kill_point("settle:after_fetch")
    if session.is_paid:
        return _capture(payment, session, at)
    if session.is_expired or session.is_failed:
        return _give_up(payment, at)
    if session.is_processing:
        prolong_hold(reference=payment.order.reference, until=at + PROCESSING_HOLD)
    Payment.objects.filter(pk=payment.pk).update(checked_at=at)
    return payment


def abandon_payment(*, payment: Payment, at: datetime) -> Payment:
    """The shopper came back without paying: close the provider's page, free the stock, give the basket back."""
    if not payment.session_id:
        return _give_up(payment, at, if_unopened=True)
    if payment.state == Payment.State.STARTED:
        try:
            expire_checkout_session(payment.session_id)
        except ProviderRefused:  # not open any more: paid or expired meanwhile, settle finds out which
            pass
        except ProviderUnavailable as error:
            raise PaymentUnavailable from error
    return settle(payment=payment, at=at)


@transaction.atomic(savepoint=False)
def confirm_paid_order(*, order: Order, at: datetime) -> Order:
    """Everything is paid: the order's units are allocated, its buyer told and billed.

    If units are gone meanwhile the order is kept with what there is, and the buyer asked about the rest.
    """
    order = _go_on(order, at)
    issue_invoice(order=order, at=at)
    return order


def _go_on(order: Order, at: datetime) -> Order:
    if order.is_gift_card:
        return hand_out_gift_cards(order=order, at=at)
    goods = Prefetch("lines", OrderLine.objects.select_related("variant__product"))
    prefetch_related_objects([order], goods, "discounts", "tenders__points_account")
    capture_tenders(order=order, at=at)
    wanted = {line.variant: line.units for line in order.lines.all() if line.units}
    missing = secure_stock(quantities=wanted, reference=order.reference, at=at)
    if missing:
        gone = {variant.pk: units for variant, units in missing.items()}
        return report_stock_problem(order=order, missing=gone, at=at)
    return confirm_order(order=order, at=at)


@transaction.atomic
def record_event(*, event_id: str, kind: str, object_id: str) -> StripeEvent:
    """Store a webhook's ids; the same event again returns the first row."""
    kill_point_after_commit("record_event:after_commit")
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
    kill_point("process_event:before_mark")
    StripeEvent.objects.filter(pk=event.pk).update(processed_at=at)
    return event


def _open_session(order: Order, payment: Payment) -> CheckoutSession:
    """All that is sent is the same at every repetition, as the key demands: the link's stamp and the language too."""
    token = sign_link(RETURN, str(payment.pk), at=payment.created_at)
    back = settings.BASE_URL + reverse("orders:payment-return", args=[token])
    with translation.override(order.language):
        items = _checkout_items(order)
    return create_checkout_session(
        items=items,
        email=order.email,
        reference=order.reference,
        success_url=back,
        cancel_url=back + "?canceled=1",
        expires_at=payment.expires_at,
        locale=order.language,
        key=payment.key,
    )


def _checkout_items(order: Order) -> list[CheckoutItem]:
    """What the provider's page lists. It knows no gift cards: an order partly paid by one is a single item there."""
    if order.tendered:
        name = gettext("Order %s, less gift card and credit") % order.number
        return [CheckoutItem(name, order.due.minor)]
    items = [CheckoutItem(_item_name(line), (line.amount - line.discount).minor) for line in order.lines.all()]
    extras = [CheckoutItem(gettext("Delivery: %s") % order.delivery_method, order.delivery.minor)]
    if not order.prices_include_tax:
        extras.append(CheckoutItem(gettext("Tax"), order.tax.minor))
    return [item for item in items + extras if item.amount_minor]


def _item_name(line: OrderLine) -> str:
    name = f"{line.title} ({line.options})" if line.options else line.title
    return f"{line.quantity} × {name}"[:250]


@again_when_blocked
@transaction.atomic
def _capture(payment: Payment, session: CheckoutSession, at: datetime) -> Payment:
    order = Order.objects.lock(payment.order)
    payment = Payment.objects.lock(payment)
    if payment.state == Payment.State.CAPTURED:
        return payment
    kill_point_after_commit("capture:after_commit")
    payment.move_to(Payment.State.CAPTURED, intent_id=session.intent_id, checked_at=at)
    is_right = (session.amount_minor, session.currency) == (payment.amount.minor, payment.currency)
    is_kept = is_right and order.state == Order.State.PENDING
    write_order_event(
        order=order,
        kind=OrderEvent.Kind.PAID,
        reference=f"payment/{payment.pk}" if is_kept else f"{GOES_BACK}payment/{payment.pk}",
        happened_at=at,
        data={"amount": session.amount_minor},
    )
    if is_kept:
        confirm_paid_order(order=order, at=at)
    else:
        _send_back(order, payment, at)
    kill_point("capture:before_commit")
    return payment


def _send_back(order: Order, payment: Payment, at: datetime) -> None:
    """Paid too late, or not what was asked: no goods can be promised, so the money goes back by itself."""
    if order.state == Order.State.PENDING:
        undo_placing(order=order, at=at)
    request_refund(payment=payment, amount=payment.amount, reason="paid too late", at=at)
    mail_payment_returned(order)


def _ask_again(order: Order, at: datetime) -> None:
    """An exchange may be paid for some days, however often its buyer comes back from the provider's page."""
    until = order.placed_at + EXCHANGE_WINDOW
    Payment.objects.create(order=order, amount=order.due, currency=order.currency, expires_at=until, checked_at=at)


@again_when_blocked
@transaction.atomic
def _give_up(payment: Payment, at: datetime, *, if_unopened: bool = False) -> Payment:
    """Nobody will pay this. `if_unopened`: unless the provider's page was opened meanwhile."""
    order = Order.objects.lock(payment.order)
    payment = Payment.objects.lock(payment)
    if payment.state != Payment.State.STARTED or (if_unopened and payment.session_id):
        return payment
    kill_point_after_commit("give_up:after_commit")
    payment.move_to(Payment.State.VOIDED, checked_at=at)
    if order.state == Order.State.PENDING and order.replaces_id and at < order.placed_at + EXCHANGE_WINDOW:
        _ask_again(order, at)
    elif order.state == Order.State.PENDING:
        undo_placing(order=order, at=at)
    kill_point("give_up:before_commit")
    return payment
