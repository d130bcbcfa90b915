"""Withdrawing from the contract within its fourteen days: before it leaves it is canceled, after that it comes back."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.actions.mail import queue_mail
from core.errors import Refused
from core.money import ZERO, Money
from core.retries import again_when_blocked
from orders.actions.cancellation import cancel_units, units_to_cancel
from orders.actions.mails import order_link
from orders.actions.return_quotes import label_fee_for, returnables
from orders.actions.return_requests import request_return
from orders.actions.timeline import write_order_event
from orders.models import Order, OrderEvent, OrderLine, Return, ReturnPolicy
from orders.rules.returns import Outcome, Reason, Wish
from shop.rules.return_rules import ReturnRule


class WithdrawalClosed(Refused):
    code = "withdrawal_closed"
    message = _("The days in which this contract could be withdrawn from are over, or there is nothing left of it.")


@again_when_blocked
@transaction.atomic
def withdraw(
    *, order: Order, units: Mapping[int, int], by: User | None, at: datetime, key: str | None = None
) -> Return | None:
    """The buyer withdraws for these units (line id to number), without a reason, and has a receipt with the moment.

    What is not packed is canceled and paid back; what arrived comes back: the return is the answer then, None else.
    `key` is that of the form: pressed twice it is the same withdrawal.
    Raises WithdrawalClosed.
    """
    order = Order.objects.lock(order)
    if is_withdrawn(order, key):
        return Return.objects.by_key(order, key)
    there = withdrawable(order, at)
    units = {line_id: number for line_id, number in units.items() if number}
    if not units or any(not 0 < number <= there.get(line_id, 0) for line_id, number in units.items()):
        raise WithdrawalClosed
    early = units_to_cancel(order)
    unsent = {line_id: min(number, early[line_id]) for line_id, number in units.items() if early.get(line_id)}
    sent = {line_id: number - unsent.get(line_id, 0) for line_id, number in units.items()}
    wishes = [Wish(line_id, number, Reason.WITHDRAWAL) for line_id, number in sorted(sent.items()) if number]
    _write_down(order, units, by, at, key)
    _write_receipt(order, units, withdrawal_fee(order, wishes), at)
    if unsent:
        cancel_units(order=order, quantities=unsent, by=by, at=at, reason="withdrawn")
    if not wishes:
        return None
    outcome = Outcome.ORIGINAL
    return request_return(order=order, wishes=wishes, outcome=outcome, by=by, at=at, is_withdrawal=True, key=key)


def is_withdrawn(order: Order, key: str | None) -> bool:
    """Whether the form with this key was pressed already."""
    return bool(key) and order.events.filter(kind=OrderEvent.Kind.WITHDRAWN, reference=_reference(key)).exists()


def withdrawal_fee(order: Order, wishes: Sequence[Wish]) -> Money:
    """What the way back costs the buyer; only who was told of it pays it (Directive 2011/83/EU, article 6 (6))."""
    if not wishes:
        return ZERO
    return label_fee_for(order=order, wishes=wishes, outcome=Outcome.ORIGINAL, policy=ReturnPolicy.current())


def withdrawable(order: Order, at: datetime) -> dict[int, int]:
    """Units of each line (by id) that the contract can be withdrawn for now."""
    if order.is_gift_card:
        return {}
    final = {line.pk for line in order.lines.all() if line.return_rule == ReturnRule.FINAL}
    early = units_to_cancel(order)
    today = timezone.localdate(at)
    rows = returnables(order, on_the_way=True) if order.shipments.all() else []
    came = {row.line.pk: row.units for row in rows if today <= row.withdrawal_until}
    every = {line_id: early.get(line_id, 0) + came.get(line_id, 0) for line_id in {*early, *came}}
    return {line_id: number for line_id, number in every.items() if line_id not in final}


def _reference(key: str | None) -> str:
    return f"withdrawal/{key}"


def _write_down(order: Order, units: Mapping[int, int], by: User | None, at: datetime, key: str | None) -> None:
    """On the order's timeline, once for each press of a form."""
    skus = {line.sku: units[line.pk] for line in order.lines.filter(pk__in=units)}
    write_order_event(
        order=order,
        kind=OrderEvent.Kind.WITHDRAWN,
        reference=_reference(key or at.isoformat()),
        actor=by,
        happened_at=at,
        data={"units": skus},
    )


def _write_receipt(order: Order, units: Mapping[int, int], fee: Money, at: datetime) -> None:
    """On a durable medium: what was declared, and when it reached us."""
    lines = [(units[line.pk], line) for line in OrderLine.objects.filter(pk__in=units)]
    context = {"order": order, "withdrawn": lines, "at": at, "order_url": order_link(order), "fee": fee}
    queue_mail(
        template="orders/withdrawal_receipt",
        key=f"{order.reference}/withdrawal/{at.isoformat()}",
        to=order.email,
        language=order.language,
        context=context,
    )
