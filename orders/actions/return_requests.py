"""Asking to send something back: agreed at once where nothing speaks against it, else looked at by a person."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import IO

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Refused
from core.jobs import later
from core.money import ZERO, Money, total
from core.retries import again_when_blocked
from orders.actions.exchange_prices import exchange_prices
from orders.actions.return_events import write_return_event
from orders.actions.return_mails import mail_return
from orders.actions.return_money import settle_kept
from orders.actions.return_photos import add_return_photos
from orders.actions.return_quotes import (
    Returnable,
    label_fee_for,
    outcomes_for,
    portions_of,
    quote_wishes,
    returnables,
    returns_in_a_year,
)
from orders.models import Order, OrderEvent, Return, ReturnLine, ReturnPolicy
from orders.rules.return_quotes import ReturnQuote
from orders.rules.returns import BECAUSE, REFUND_WITHIN, Outcome, Reason, Wish, signs_of
from shop.actions.stock import OutOfStock, hold_stock, release_stock
from shop.models import Variant
from shop.rules.return_rules import ReturnRule

SENT_LATE = timedelta(days=30)
"""What was to be sent by a day may come so much later before an exchange is not kept for it any more."""


class NothingToReturn(Refused):
    code = "nothing_to_return"
    message = _("Please choose what you want to send back. Only what arrived and is still with you can be.")


class ReturnWindowClosed(Refused):
    code = "return_window_closed"
    message = _("The days for sending this back are over. If something is wrong with it, please say what.")


class SealBroken(Refused):
    code = "seal_broken"
    message = _("For reasons of hygiene this can only be sent back while its seal is closed.")


class PhotoNeeded(Refused):
    code = "photo_needed"
    message = _("Please add a photo that shows what is wrong.")


class OutcomeNotOffered(Refused):
    code = "outcome_not_offered"
    message = _("That choice is not there any more. Please look at the choices again.")


class QuoteChanged(Refused):
    code = "quote_changed"
    message = _("What you would get back has changed meanwhile. Please look at it again.")


class ReturnTooFar(Refused):
    code = "return_too_far"
    message = _("This return has gone on meanwhile. Its page shows where it is.")


@again_when_blocked
@transaction.atomic
def request_return(
    *,
    order: Order,
    wishes: Sequence[Wish],
    outcome: str,
    by: User | None,
    at: datetime,
    photos: Sequence[IO[bytes]] = (),
    expected: Money | None = None,
    is_withdrawal: bool = False,
    override: str = "",
    key: str | None = None,
) -> Return:
    """Announce what comes back. Nearly all is agreed to at once; signs of risk let a person look first.

    `expected` is the sum that the buyer saw, `key` that of the form: pressed twice it is the same return. `override` is
    a member of staff's reason to take what the rules would not.
    Raises NothingToReturn, ReturnWindowClosed, SealBroken, PhotoNeeded, OutcomeNotOffered, QuoteChanged,
    TooManyPhotos, PhotoUnreadable.
    """
    order = Order.objects.lock(order)
    known = Return.objects.by_key(order, key)
    if known:
        return known
    wishes = [wish for wish in wishes if wish.units]
    rows = _checked(order, wishes, at, allowed=bool(override), on_the_way=is_withdrawal)
    if any(BECAUSE[wish.reason].needs_photo for wish in wishes) and not photos and not override:
        raise PhotoNeeded
    quote = _offered(order, wishes, outcome, expected)
    sent_back = _write(order, wishes, outcome, quote.amount, quote.bonus, by, at, is_withdrawal, key)
    add_return_photos(sent_back=sent_back, uploads=photos, is_ours=False, at=at)
    write_return_event(sent_back, OrderEvent.Kind.RETURN_ASKED, by, at)
    signs = [] if override or is_withdrawal else _signs(order, wishes, rows, at)
    return _look_first(sent_back, signs) if signs else _approve(sent_back, by, at, note=override)


@again_when_blocked
@transaction.atomic
def approve_return(*, sent_back: Return, by: User, at: datetime, note: str = "") -> Return:
    """One of the staff has looked and agrees. Raises ReturnTooFar."""
    sent_back = lock_return(sent_back)
    if sent_back.state != Return.State.IN_REVIEW:
        raise ReturnTooFar
    return _approve(sent_back, by, at, note)


@again_when_blocked
@transaction.atomic
def reject_return(*, sent_back: Return, reason: str, by: User, at: datetime) -> Return:
    """One of the staff has looked and does not agree; the buyer reads why and may answer. Raises ReturnTooFar."""
    sent_back = lock_return(sent_back)
    if not sent_back.can_move_to(Return.State.REJECTED):
        raise ReturnTooFar
    sent_back.move_to(Return.State.REJECTED, note=reason)
    write_return_event(sent_back, OrderEvent.Kind.RETURN_REJECTED, by, at, reason=reason)
    mail_return(sent_back, "rejected")
    return sent_back


@again_when_blocked
@transaction.atomic
def cancel_return(*, sent_back: Return, by: User | None, at: datetime) -> Return:
    """Its buyer keeps the things after all. Raises ReturnTooFar once they are on their way."""
    sent_back = lock_return(sent_back)
    if not sent_back.can_move_to(Return.State.CANCELED):
        raise ReturnTooFar
    sent_back.move_to(Return.State.CANCELED)
    _let_go(sent_back)
    write_return_event(sent_back, OrderEvent.Kind.RETURN_CANCELED, by, at)
    mail_return(sent_back, "canceled")
    return sent_back


@again_when_blocked
@transaction.atomic
def expire_return(*, sent_back: Return, at: datetime) -> Return:
    """It was not sent in time, so its label is void; what is announced anew is judged anew. Raises ReturnTooFar."""
    sent_back = lock_return(sent_back)
    if sent_back.state != Return.State.APPROVED or sent_back.send_by is None or sent_back.send_by >= at:
        raise ReturnTooFar
    sent_back.move_to(Return.State.EXPIRED)
    _let_go(sent_back)
    write_return_event(sent_back, OrderEvent.Kind.RETURN_EXPIRED, None, at)
    mail_return(sent_back, "expired")
    return sent_back


def lock_return(sent_back: Return) -> Return:
    """The return with its order, both locked, the order first."""
    order = Order.objects.lock(sent_back.order)
    sent_back = Return.objects.lock(sent_back)
    sent_back.order = order
    return sent_back


def wishes_of(sent_back: Return) -> list[Wish]:
    """What was asked for, as it was said."""
    return [
        Wish(row.order_line_id, row.requested, row.reason, row.is_opened, row.note, row.instead_id)
        for row in sent_back.lines.all()
    ]


def check_wishes(*, order: Order, wishes: Sequence[Wish], at: datetime) -> None:
    """Whether these units may be sent back now. Raises NothingToReturn, ReturnWindowClosed, SealBroken."""
    _checked(order, wishes, at, allowed=False, on_the_way=False)


def _checked(
    order: Order, wishes: Sequence[Wish], at: datetime, *, allowed: bool, on_the_way: bool
) -> list[Returnable]:
    """The lines of the wishes, in their order. What is on its way may be withdrawn from as well."""
    there = {row.line.pk: row for row in returnables(order, on_the_way=on_the_way)}
    ids = [wish.line_id for wish in wishes]
    if not wishes or len(set(ids)) < len(ids) or any(line_id not in there for line_id in ids):
        raise NothingToReturn
    for wish in wishes:
        _check(there[wish.line_id], wish, timezone.localdate(at), allowed)
    return [there[line_id] for line_id in ids]


def _check(row: Returnable, wish: Wish, today: date, allowed: bool) -> None:
    if not 0 < wish.units <= row.units or wish.reason not in BECAUSE:
        raise NothingToReturn
    if allowed:
        return
    is_ours = BECAUSE[wish.reason].is_ours
    if not (row.is_covered(today) if is_ours else row.is_open(today)):
        raise ReturnWindowClosed
    if row.line.return_rule == ReturnRule.SEALED and wish.is_opened and not is_ours:
        raise SealBroken
    if wish.reason == Reason.WITHDRAWAL and today > max(row.until, row.withdrawal_until):
        raise ReturnWindowClosed


def _signs(order: Order, wishes: Sequence[Wish], rows: Sequence[Returnable], at: datetime) -> list[str]:
    today = timezone.localdate(at)
    return signs_of(
        worth=total(portion.value for portion in portions_of(order, wishes)),
        rules=[row.line.return_rule for row in rows],
        opened=[wish.is_opened for wish in wishes],
        is_late=any(today > row.until for row in rows),
        in_a_year=returns_in_a_year(order, at) - 1,  # this one is written already
        policy=ReturnPolicy.current(),
    )


def _offered(order: Order, wishes: Sequence[Wish], outcome: str, expected: Money | None) -> ReturnQuote:
    """What the chosen outcome brings, as its buyer was shown it."""
    quotes = dict(outcomes_for(order=order, wishes=wishes))
    if outcome not in quotes:
        raise OutcomeNotOffered
    if expected is not None and expected != quotes[outcome].shown:
        raise QuoteChanged
    return quotes[outcome]


def _write(
    order: Order,
    wishes: Sequence[Wish],
    outcome: str,
    quoted: Money,
    bonus: Money,
    by: User | None,
    at: datetime,
    is_withdrawal: bool,
    key: str | None,
) -> Return:
    fee = label_fee_for(order=order, wishes=wishes, outcome=outcome, policy=ReturnPolicy.current())
    sent_back = Return.objects.create(
        order=order,
        key=key,
        outcome=outcome,
        is_withdrawal=is_withdrawal,
        quoted=quoted,
        bonus=bonus,
        label_fee=fee,
        requested_by=by,
        requested_at=at,
        refund_by=at + REFUND_WITHIN if is_withdrawal else None,
    )
    is_exchange = outcome == Outcome.EXCHANGE
    prices = exchange_prices(order=order, wishes=wishes, at=at) if is_exchange else {}
    ReturnLine.objects.bulk_create(
        ReturnLine(
            sent_back=sent_back,
            order_line_id=wish.line_id,
            requested=wish.units,
            reason=wish.reason,
            is_opened=wish.is_opened,
            note=wish.note[:500],
            instead_id=wish.instead if is_exchange else None,
            instead_price=prices.get(wish.line_id),
        )
        for wish in wishes
    )
    return sent_back


def _look_first(sent_back: Return, signs: list[str]) -> Return:
    sent_back.move_to(Return.State.IN_REVIEW, signs=signs)
    mail_return(sent_back, "in_review")
    return sent_back


def _approve(sent_back: Return, by: User | None, at: datetime, note: str) -> Return:
    send_by = at + timedelta(days=ReturnPolicy.current().send_within_days)
    sent_back.move_to(Return.State.APPROVED, approved_at=at, send_by=send_by, note=note)
    write_return_event(sent_back, OrderEvent.Kind.RETURN_APPROVED, by, at, reason=note)
    if sent_back.outcome == Outcome.KEEP:
        return settle_kept(sent_back=sent_back, by=by, at=at)
    if sent_back.outcome == Outcome.EXCHANGE:
        _keep_for_exchange(sent_back, at)
    mail_return(sent_back, "approved")
    later("orders.make_return_label", return_id=sent_back.pk)
    return sent_back


def _keep_for_exchange(sent_back: Return, at: datetime) -> None:
    """What goes out instead is promised from now on. Where somebody was quicker, the money goes back instead."""
    wanted: dict[Variant, int] = {}
    for row in sent_back.lines.select_related("instead__product"):
        if row.instead:
            wanted[row.instead] = wanted.get(row.instead, 0) + row.requested
    until = (sent_back.send_by or at) + SENT_LATE
    try:
        with transaction.atomic():
            hold_stock(quantities=wanted, reference=sent_back.reference, expires_at=until, at=at)
    except OutOfStock:
        wishes = wishes_of(sent_back)
        drawn = quote_wishes(order=sent_back.order, wishes=wishes, outcome=Outcome.ORIGINAL, label_fee=ZERO)
        sent_back.outcome, sent_back.quoted = Outcome.ORIGINAL, drawn.amount
        sent_back.save(update_fields=["outcome", "quoted"])


def _let_go(sent_back: Return) -> None:
    """What was kept for an exchange can be bought again, and the label is void."""
    release_stock(reference=sent_back.reference)
    later("orders.void_return_label", return_id=sent_back.pk)
