"""The money of a return: the same sum that was shown, as far as what was promised came back."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from orders.actions.credit import code_for, give_credit
from orders.actions.exchanges import send_instead
from orders.actions.memberships import follow_order_savings
from orders.actions.refunds import refund_order
from orders.actions.return_events import write_return_event
from orders.actions.return_mails import mail_return
from orders.actions.return_quotes import is_all_back, quote_wishes, takes_all
from orders.models import OrderEvent, Return
from orders.rules.return_quotes import ReturnQuote
from orders.rules.returns import Outcome, Wish
from shop.actions.stock import OutOfStock, release_stock


@transaction.atomic(savepoint=False)
def settle_kept(*, sent_back: Return, by: User | None, at: datetime) -> Return:
    """Nothing comes back: part of the money does, at once. The return and its order are locked."""
    drawn = quote_wishes(order=sent_back.order, wishes=_asked(sent_back), outcome=Outcome.KEEP)
    _pay(sent_back, drawn, by, at)
    return _finish(sent_back, by, at)


@transaction.atomic(savepoint=False)
def settle_accepted(*, sent_back: Return, by: User | None, at: datetime) -> Return:
    """What was accepted is paid for, or goes out anew. The return and its order are locked."""
    drawn = quote_accepted(sent_back)
    if sent_back.outcome == Outcome.EXCHANGE and _sends_instead(sent_back, drawn, by, at):
        sent_back.paid_back = drawn.amount
    elif not sent_back.paid_back:
        _pay(sent_back, quote_accepted(sent_back), by, at)
    return _finish(sent_back, by, at)


def _sends_instead(sent_back: Return, drawn: ReturnQuote, by: User | None, at: datetime) -> bool:
    """False where it is not there any more, or nothing was accepted: then it is about money."""
    if not sent_back.lines.filter(accepted__gt=0).exists():
        release_stock(reference=sent_back.reference)
        return False
    try:
        with transaction.atomic():
            new = send_instead(sent_back=sent_back, parts=drawn.parts, by=by, at=at)
            sent_back.replacement = new
            Return.objects.filter(pk=sent_back.pk).update(replacement=new)
    except OutOfStock:
        sent_back.outcome = Outcome.ORIGINAL
        Return.objects.filter(pk=sent_back.pk).update(outcome=Outcome.ORIGINAL)
        release_stock(reference=sent_back.reference)
        return False
    return True


def quote_accepted(sent_back: Return) -> ReturnQuote:
    """What is due for what was accepted, by the same rule as what was shown."""
    wishes = [
        Wish(row.order_line_id, row.accepted, row.reason, row.is_opened, row.note, row.instead_id)
        for row in sent_back.lines.all()
        if row.accepted
    ]
    return quote_wishes(
        order=sent_back.order,
        wishes=wishes,
        outcome=sent_back.outcome,
        label_fee=sent_back.label_fee,
        is_whole=is_all_back(sent_back.order),
    )


@transaction.atomic(savepoint=False)
def pay_early(*, sent_back: Return, at: datetime) -> None:
    """The carrier has it and its buyer has earned our trust: the money goes back now. All is locked."""
    _pay(sent_back, _as_quoted(sent_back), None, at)
    Return.objects.filter(pk=sent_back.pk).update(paid_back=sent_back.paid_back)


def _as_quoted(sent_back: Return) -> ReturnQuote:
    """All that was asked for, with delivery if nothing else stays: what is in other returns counts as gone."""
    is_whole = takes_all(sent_back.order, [])
    return quote_wishes(
        order=sent_back.order,
        wishes=_asked(sent_back),
        outcome=sent_back.outcome,
        label_fee=sent_back.label_fee,
        is_whole=is_whole,
    )


def _asked(sent_back: Return) -> list[Wish]:
    rows = sent_back.lines.all()
    return [Wish(row.order_line_id, row.requested, row.reason, row.is_opened, "", row.instead_id) for row in rows]


def _pay(sent_back: Return, drawn: ReturnQuote, by: User | None, at: datetime) -> None:
    order, purse = sent_back.order, None
    if drawn.parts:
        note = refund_order(
            order=order,
            parts=drawn.parts,
            reason=f"return {sent_back.number}",
            reference=sent_back.reference,
            to_credit=sent_back.outcome == Outcome.CREDIT,
            at=at,
            by=by,
        )
        purse = note.purse
    if drawn.bonus:
        cause = f"{order.reference}/{sent_back.reference}/bonus"
        purse = give_credit(order=order, amount=drawn.bonus, reference=cause, note="return", by=by, purse=purse)
    sent_back.credit_code = code_for(order, purse)
    sent_back.paid_back = drawn.total


def _finish(sent_back: Return, by: User | None, at: datetime) -> Return:
    sent_back.move_to(Return.State.SETTLED, settled_at=at, paid_back=sent_back.paid_back)
    write_return_event(sent_back, OrderEvent.Kind.RETURN_SETTLED, by, at)
    follow_order_savings(order=sent_back.order, at=at)
    mail_return(sent_back, "settled", code=sent_back.credit_code)
    return sent_back
