"""What was to go out for nothing in place of something else, and never did: then its money goes back after all."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from core.money import Money, total
from orders.actions.refunds import refund_order
from orders.actions.return_quotes import portions_of
from orders.models import Claim, Order
from orders.rules.refunds import PartKind
from orders.rules.returns import Reason, Wish


@transaction.atomic(savepoint=False)
def pay_for_unsent(*, order: Order, by: User | None, at: datetime) -> Money:
    """A locked free order comes to nothing: the claim that it was sent for is paid instead, once."""
    unpaid = Claim.objects.filter(replacement=order).exclude(amount__gt=Money(0))
    claim = unpaid.select_related("order").first()
    if claim is None:
        return Money(0)
    old = Order.objects.lock(claim.order)
    wishes = [Wish(row.order_line_id, row.units, Reason.DAMAGED) for row in claim.lines.all()]
    portions = [portion for portion in portions_of(old, wishes) if portion.value]
    parts = [portion.part(PartKind.GOODWILL, portion.value) for portion in portions]
    if parts:
        reason = f"claim {claim.number}"
        refund_order(order=old, parts=parts, reason=reason, reference=claim.reference, at=at, by=by)
    amount = total(part.amount for part in parts)
    Claim.objects.filter(pk=claim.pk).update(amount=amount)
    return amount
