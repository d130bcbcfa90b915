"""Withdrawing from the contract within its fourteen days: before it leaves it is canceled, after that it comes back."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.actions.mail import queue_mail
from core.errors import Refused
from core.retries import again_when_blocked
from orders.actions.cancellation import cancel_units, units_to_cancel
from orders.actions.mails import order_link
from orders.actions.return_quotes import Wish, returnables
from orders.actions.return_requests import request_return
from orders.models import Order, OrderLine, Return
from orders.rules.returns import Outcome, Reason
from shop.rules.return_rules import ReturnRule


class WithdrawalClosed(Refused):
    code = "withdrawal_closed"
    message = _("The days in which this contract could be withdrawn from are over, or there is nothing left of it.")


@again_when_blocked
@transaction.atomic
def withdraw(*, order: Order, units: Mapping[int, int], by: User | None, at: datetime) -> Return | None:
    """The buyer withdraws for these units (line id to number), without a reason, and has a receipt with the moment.

    What is not packed is canceled and paid back; what arrived comes back: the return is the answer then, None else.
    Raises WithdrawalClosed.
    """
    order = Order.objects.lock(order)
    there = withdrawable(order, at)
    units = {line_id: number for line_id, number in units.items() if number}
    if not units or any(not 0 < number <= there.get(line_id, 0) for line_id, number in units.items()):
        raise WithdrawalClosed
    _write_receipt(order, units, at)
    if units_to_cancel(order):
        cancel_units(order=order, quantities=units, by=by, at=at, reason="withdrawn")
        return None
    wishes = [Wish(line_id, number, Reason.WITHDRAWAL) for line_id, number in sorted(units.items())]
    return request_return(order=order, wishes=wishes, outcome=Outcome.ORIGINAL, by=by, at=at, is_withdrawal=True)


def withdrawable(order: Order, at: datetime) -> dict[int, int]:
    """Units of each line (by id) that the contract can be withdrawn for now."""
    if order.is_gift_card:
        return {}
    final = {line.pk for line in order.lines.all() if line.return_rule == ReturnRule.FINAL}
    early = units_to_cancel(order)
    today = timezone.localdate(at)
    came = {row.line.pk: row.units for row in returnables(order, on_the_way=True) if today <= row.withdrawal_until}
    return {line_id: number for line_id, number in (early or came).items() if line_id not in final}


def _write_receipt(order: Order, units: Mapping[int, int], at: datetime) -> None:
    """On a durable medium: what was declared, and when it reached us."""
    lines = [(units[line.pk], line) for line in OrderLine.objects.filter(pk__in=units)]
    context = {"order": order, "withdrawn": lines, "at": at, "order_url": order_link(order), "shop": settings.SHOP_NAME}
    queue_mail(
        template="orders/withdrawal_receipt",
        key=f"{order.reference}/withdrawal/{at.isoformat()}",
        to=order.email,
        language=order.language,
        context=context,
    )
