"""Money going back: counted against what was paid at once, sent to the provider by a task, never more than came in."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.actions.events import record_event
from accounts.models import User
from core.errors import Refused
from core.jobs import later
from core.kills import kill_point
from core.money import ZERO, Money
from core.retries import again_when_blocked
from core.stripe import ProviderFault, ProviderRefused, ProviderUnavailable, create_refund, find_refund
from loyalty.actions.points_ledger import Cause
from loyalty.actions.points_spending import return_points
from loyalty.actions.purses import put_in
from loyalty.models import Purse, PurseEntry
from loyalty.rules.points import points_returned
from orders.actions.credit import give_credit
from orders.actions.documents import issue_credit_note, refuse_second_note
from orders.actions.points import follow_refund
from orders.actions.referrals import follow_money_back
from orders.actions.tiers import follow_order_spend
from orders.actions.timeline import keepers_of, write_order_event
from orders.models import CreditNote, Order, OrderEvent, OrderLine, OrderTender, Payment, Refund
from orders.models.payments import new_key
from orders.rules.refunds import OF_LINES, PartKind, RefundPart, delivery_part, line_part, parts_total


class RefundTooLarge(Refused):
    code = "refund_too_large"
    message = _("That is more than is left of the payment.")


@transaction.atomic
def refund_order(
    *,
    order: Order,
    parts: Sequence[RefundPart],
    reason: str,
    reference: str,
    at: datetime,
    by: User | None = None,
    to_credit: bool = False,
    moved: Money = ZERO,
) -> CreditNote:
    """Send the sum of these parts back the way the money came: to the card first, then to credit and gift cards.

    `to_credit`: what would go to the card stays with the shop and becomes store credit, where the buyer asked for that.
    `moved` of the sum pays for another order instead of going back.

    The parts are counted on their lines and on the delivery here, and written down as a credit note. When deductions
    leave nothing the note is written and nothing sent. `reference` names the cause, once for each order. The caller
    holds the order's lock and calls this last, as the note's number is waited for by other orders.
    Raises RefundedAlready for a known cause and RefundTooLarge; ValueError for parts that come to less than nothing.
    """
    refuse_second_note(order=order, reference=reference)
    _count(order, parts)
    if moved:
        Order.objects.filter(pk=order.pk).update(moved=F("moved") + moved.minor)
    kept = _send_back(order, parts_total(parts) - moved, reason, reference, at, by, to_credit=to_credit)
    purse = _put_into_credit(order, kept, reason, reference, at, by) if kept else None
    follow_money_back(order=order, reference=reference, at=at)
    follow_refund(order=order, reference=reference, at=at)
    follow_order_spend(order=order, at=at)
    note = issue_credit_note(order=order, parts=parts, reason=reason, reference=reference, at=at, by=by, to_credit=kept)
    note.purse = purse
    return note


def part_of_line(line: OrderLine, amount: Money, *, units: int = 0, kind: str = PartKind.GOODS) -> RefundPart:
    """So much of what was paid for a line, as a part of a refund. The line is as it is stored now."""
    return line_part(
        line.cost,
        amount,
        refunded=line.refunded,
        line_id=line.pk,
        tax_hundredths=line.tax_hundredths,
        units=units,
        kind=kind,
    )


def part_of_delivery(order: Order, amount: Money) -> RefundPart:
    """So much of what was paid for delivery, as a part of a refund. The order is as it is stored now."""
    return delivery_part(
        order.delivery_paid,
        order.delivery_tax,
        amount,
        refunded=order.delivery_refunded,
        tax_hundredths=order.delivery_tax_hundredths,
    )


def _count(order: Order, parts: Sequence[RefundPart]) -> None:
    """On each line and on the delivery, what of them went back. Raises RefundTooLarge beyond what they cost."""
    lines = {line.pk: line for line in order.lines.select_related("order")}
    for part in parts:
        if part.kind in OF_LINES:
            line = lines[part.line_id or 0]
            rest = OrderLine.objects.filter(pk=line.pk, refunded__lte=line.cost.without_delivery - part.amount)
            counted = rest.update(refunded=F("refunded") + part.amount.minor)
        elif part.kind == PartKind.DELIVERY:
            left = Order.objects.filter(pk=order.pk, delivery_refunded__lte=order.delivery_paid - part.amount)
            counted = left.update(delivery_refunded=F("delivery_refunded") + part.amount.minor)
        else:
            continue
        if not counted:
            raise RefundTooLarge


def _put_into_credit(order: Order, amount: Money, reason: str, reference: str, at: datetime, by: User | None) -> Purse:
    """What stays with the shop is the buyer's to spend."""
    cause = f"{order.reference}/{reference}"
    purse = give_credit(order=order, amount=amount, reference=cause, note=reason, by=by)
    write_order_event(
        order=order,
        kind=OrderEvent.Kind.REFUNDED,
        reference=f"credit/{reference}",
        actor=by,
        happened_at=at,
        data={"amount": amount.minor, "to": str(purse.get_kind_display())},
    )
    return purse


def _send_back(
    order: Order,
    amount: Money,
    reason: str,
    reference: str,
    at: datetime,
    by: User | None,
    *,
    to_credit: bool = False,
) -> Money:
    """Returns what stays with the shop, to become store credit."""
    left, kept = amount, ZERO
    for payment in order.payments.filter(state=Payment.State.CAPTURED).order_by("pk"):
        part = min(left, payment.left)
        if part > ZERO and to_credit:
            _keep_as_credit(payment, part)
            kept += part
        elif part > ZERO:
            request_refund(payment=payment, amount=part, reason=reason, at=at, by=by)
        left -= part
    for tender in order.tenders.select_related("purse", "points_account", "source").order_by("-kind", "pk"):
        part = min(left, tender.amount - tender.refunded)
        if part > ZERO:
            _refund_tender(order, tender, part, reason, reference, at, by)
            left -= part
    if left:
        raise RefundTooLarge
    return kept


@again_when_blocked
@transaction.atomic
def refund_line(*, line: OrderLine, amount: Money, reason: str, at: datetime, by: User | None) -> None:
    """Money back for a line that is kept, such as a damaged thing. Raises RefundTooLarge beyond what was paid for it.

    It counts on the line, so that canceling the rest never sends it a second time.
    """
    order = Order.objects.lock(line.order)
    line = OrderLine.objects.select_related("order").get(pk=line.pk)
    refunded = line.refunded + amount
    if refunded > line.cost.without_delivery:
        raise RefundTooLarge
    reference, parts = f"line/{line.pk}/{refunded.minor}", [part_of_line(line, amount, kind=PartKind.GOODWILL)]
    refund_order(order=order, parts=parts, reason=reason, reference=reference, at=at, by=by)


@transaction.atomic
def request_refund(*, payment: Payment, amount: Money, reason: str, at: datetime, by: User | None = None) -> Refund:
    """Money is to go back: counted against the payment at once, sent by a task. Raises RefundTooLarge."""
    payment = Payment.objects.lock(payment)
    if payment.state != Payment.State.CAPTURED or amount > payment.left or not amount:
        raise RefundTooLarge
    Payment.objects.filter(pk=payment.pk).update(refunded=F("refunded") + amount.minor)
    refund = Refund.objects.create(payment=payment, amount=amount, reason=reason, requested_by=by)
    write_order_event(
        order=payment.order,
        kind=OrderEvent.Kind.REFUNDED,
        reference=f"refund/{refund.pk}",
        actor=by,
        happened_at=at,
        data={"amount": amount.minor},
        told={"refund": refund.public_id},
    )
    later("orders.execute_refund", refund_id=refund.pk)
    return refund


def execute_refund(*, refund: Refund) -> Refund:
    """Tell the provider, once: the refund's key makes repetition harmless.

    If it was tried before, the provider is asked first whether it went out. A fault is kept under the key for a day,
    so that only another key goes on; it is taken only when no refund went out with the first.
    """
    if refund.state != Refund.State.REQUESTED:
        return refund
    was_tried = not Refund.objects.filter(pk=refund.pk, is_tried=False).update(is_tried=True)
    kill_point("execute_refund:before_call")
    try:
        provider_id = (was_tried and _sent(refund)) or _send(refund)
    except ProviderUnavailable:
        return refund
    except ProviderRefused as error:
        return _finish_refund(refund, Refund.State.FAILED, error=str(error)[:300])
    kill_point("execute_refund:after_call")
    return _finish_refund(refund, Refund.State.SUCCEEDED, provider_id=provider_id)


def _send(refund: Refund) -> str:
    try:
        return create_refund(
            intent_id=refund.payment.intent_id,
            amount_minor=refund.amount.minor,
            reference=refund.reference,
            key=refund.key,
        )
    except ProviderFault:
        if sent := _sent(refund):
            return sent
        Refund.objects.filter(pk=refund.pk, key=refund.key).update(key=new_key())
        raise


def _sent(refund: Refund) -> str:
    return find_refund(intent_id=refund.payment.intent_id, reference=refund.reference)


def _keep_as_credit(payment: Payment, amount: Money) -> None:
    """It stays with the shop and is owed as store credit."""
    enough = Payment.objects.filter(pk=payment.pk, refunded__lte=F("amount") - F("credited") - amount.minor)
    if not enough.update(credited=F("credited") + amount.minor):
        raise RefundTooLarge


def _refund_tender(
    order: Order, tender: OrderTender, amount: Money, reason: str, reference: str, at: datetime, by: User | None
) -> None:
    left = OrderTender.objects.filter(pk=tender.pk, refunded__lte=tender.amount - amount)
    if not left.update(refunded=F("refunded") + amount.minor):
        raise RefundTooLarge
    cause = f"{order.reference}/{reference}"
    if tender.points_account:
        _return_points(order, tender, amount, Cause(cause, at, gettext("Order %s") % order.number, by))
    elif tender.source:
        move_back(source=tender.source, amount=amount, cause=f"{order.reference}/{reference}", at=at, by=by)
    elif tender.purse:
        put_in(purse=tender.purse, amount=amount, kind=PurseEntry.Kind.REFUNDED, reference=cause, note=reason, by=by)
    write_order_event(
        order=order,
        kind=OrderEvent.Kind.REFUNDED,
        reference=f"tender/{tender.pk}/{reference}",
        actor=by,
        happened_at=at,
        data={"amount": amount.minor, "to": tender.label},
    )


@transaction.atomic(savepoint=False)
def move_back(*, source: Order, amount: Money, cause: str, at: datetime, by: User | None = None) -> None:
    """What an exchange brought goes back to where it was paid: the order whose goods were sent back."""
    if not Order.objects.filter(pk=source.pk, moved__gte=amount).update(moved=F("moved") - amount.minor):
        raise RefundTooLarge
    _send_back(source, amount, "exchange", cause, at, by)


def _return_points(order: Order, tender: OrderTender, amount: Money, cause: Cause) -> None:
    """A share of the points that paid, at the rate of that day; with the last of the money the last of the points."""
    paid, account = tender.points or 0, tender.points_account
    before = points_returned(paid, tender.amount, tender.refunded)
    after = points_returned(paid, tender.amount, tender.refunded + amount)
    if account:
        return_points(account=account, points=after - before, spent_for=order.reference, cause=cause)


@transaction.atomic
def _finish_refund(refund: Refund, state: str, **result: str) -> Refund:
    refund = Refund.objects.select_for_update(of=("self",)).get(pk=refund.pk)
    if refund.state == Refund.State.REQUESTED:
        refund.move_to(state, **result)
        order = Order.objects.get(payments=refund.payment_id)
        record_event(
            type=f"refund.{refund.state}",
            reference=f"{refund.reference}/{refund.state}",
            subject=order.reference,
            data={"order": order.number, "refund": refund.public_id, "amount": refund.amount.minor},
            at=timezone.now(),
            partner_id=order.partner_id,
            keepers=keepers_of(order),
        )
    return refund
