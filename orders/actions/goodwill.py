"""Money back for goods that stay with their buyer, several lines and delivery at once."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accounts.models import User
from core.money import ZERO, Money
from core.retries import again_when_blocked
from orders.actions.refunds import RefundTooLarge, part_of_delivery, part_of_line, refund_order
from orders.models import CreditNote, Order
from orders.rules.refunds import PartKind


@again_when_blocked
@transaction.atomic
def refund_lines(
    *,
    order: Order,
    amounts: Mapping[str, Money],
    delivery: Money = ZERO,
    reason: str,
    reference: str,
    by: User | None,
    at: datetime,
) -> CreditNote:
    """Pay so much back for each line (by its SKU) and for delivery. Raises RefundTooLarge beyond what was paid.

    It counts on the lines, so that canceling or returning the rest never sends it a second time.
    """
    order = Order.objects.lock(order)
    if order.confirmed_at is None:  # nothing is paid yet, whatever gift cards hold for it
        raise RefundTooLarge
    parts = []
    for line in order.lines.select_related("order").filter(sku__in=amounts):
        if line.refunded + amounts[line.sku] > line.cost.without_delivery:
            raise RefundTooLarge
        parts.append(part_of_line(line, amounts[line.sku], kind=PartKind.GOODWILL))
    if order.delivery_refunded + delivery > order.delivery_paid:
        raise RefundTooLarge
    if delivery:
        parts.append(part_of_delivery(order, delivery))
    return refund_order(order=order, parts=parts, reason=reason, reference=reference, at=at, by=by)
