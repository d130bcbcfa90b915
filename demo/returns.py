"""Returns in the demo: a merchant's rules, and of the last weeks one of each kind, from announced to done."""

from datetime import datetime, timedelta

from accounts.models import User
from core.errors import Refused
from core.money import Money
from orders.actions.exchange_prices import exchanges_for
from orders.actions.problem_claims import claim_goods
from orders.actions.receiving import Found, inspect_return, receive_return, send_return, settle_return
from orders.actions.refunds import execute_refund
from orders.actions.return_labels import provide_label
from orders.actions.return_messages import write_message
from orders.actions.return_quotes import Returnable, returnables
from orders.actions.return_requests import request_return
from orders.models import Order, Refund, Return, ReturnPolicy
from orders.rules.returns import Outcome, Reason, Wish
from shop.models import Location

RECENT = timedelta(days=25)
STEPS = ("announced", "sent", "here", "done", "credit", "exchange", "objection")


def start_returns() -> None:
    """The house rules: a small fee for a change of mind, something on top for store credit."""
    ReturnPolicy(label_fee=Money(390), credit_bonus_percent=5, early_up_to=Money(5000)).save()


def send_things_back(staff: User, ada: User, at: datetime) -> None:
    """One return for each step of its life, of orders that came lately; Ada has one to send."""
    came = Order.objects.filter(state=Order.State.COMPLETED, completed_at__gt=at - RECENT, is_gift_card=False)
    mine, others = came.filter(customer=ada).order_by("-pk"), came.exclude(customer=ada).order_by("-pk")
    _send_back(mine.first(), "announced", staff, at)
    for order, step in zip(others[: len(STEPS)], STEPS, strict=False):
        _send_back(order, step, staff, at - timedelta(days=1))
    for order in others[len(STEPS) : len(STEPS) + 1]:
        _claim(order, at)
    for refund in Refund.objects.filter(state=Refund.State.REQUESTED):
        execute_refund(refund=refund)


def _send_back(order: Order | None, step: str, staff: User, at: datetime) -> None:
    row = next(iter(returnables(order)), None) if order else None
    if order is None or row is None:
        return
    try:
        sent_back = request_return(
            order=order, wishes=[_wish(row, step)], outcome=_outcome(row, step), by=order.customer, at=at
        )
    except Refused:  # its days are over, or the exchange is sold out
        return
    if sent_back.state == Return.State.APPROVED:
        provide_label(sent_back=sent_back, at=at)
        _go_on(sent_back, step, staff, at)


def _go_on(sent_back: Return, step: str, staff: User, at: datetime) -> None:
    if step == "announced":
        return
    sent_back = send_return(sent_back=sent_back, by=None, at=at)
    if step == "sent":
        return
    sent_back = receive_return(sent_back=sent_back, by=staff, at=at)
    if step == "here":
        return
    accepted = 0 if step == "objection" else 1
    found = {row.pk: Found(1, accepted, accepted, quarantined=1 - accepted) for row in sent_back.lines.all()}
    place = Location.objects.filter(is_active=True).first()
    if place:
        sent_back = inspect_return(sent_back=sent_back, found=found, location=place, by=staff, at=at)
        sent_back = settle_return(sent_back=sent_back, by=staff, at=at)
    if step == "objection":
        write_message(sent_back=sent_back, text="It was brand new when I sent it.", by=None, at=at)


def _wish(row: Returnable, step: str) -> Wish:
    reason = {"done": Reason.FAULTY, "exchange": Reason.NOT_FITTING, "here": Reason.NOT_LIKED}.get(
        step, Reason.CHANGED_MIND
    )
    instead = next(iter(exchanges_for([row.line])[row.line.pk]), None)
    return Wish(row.line.pk, 1, reason, instead=instead.pk if instead else None)


def _outcome(row: Returnable, step: str) -> str:
    if step == "exchange" and exchanges_for([row.line])[row.line.pk]:
        return Outcome.EXCHANGE
    return Outcome.CREDIT if step == "credit" else Outcome.ORIGINAL


def _claim(order: Order, at: datetime) -> None:
    row = next(iter(returnables(order)), None)
    if row:
        claim_goods(order=order, kind="missing", remedy="refund", units={row.line.pk: 1}, by=None, at=at)
