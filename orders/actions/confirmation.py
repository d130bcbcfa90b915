"""The moment from which an order stands: everything is paid and there."""

from datetime import datetime

from django.db import transaction

from orders.actions.mails import mail_order_confirmation
from orders.actions.memberships import follow_order_savings
from orders.actions.points import earn_by_order
from orders.actions.referrals import follow_confirmation
from orders.models import Order
from shop.actions.sales import record_sales


@transaction.atomic(savepoint=False)
def confirm_order(*, order: Order, at: datetime) -> Order:
    """A locked order is paid and its units are allocated: its buyer is told, and the goods count as sold."""
    order.move_to(Order.State.CONFIRMED, confirmed_at=at)
    follow_confirmation(order=order, at=at)  # it locks two accounts in their order, so it comes first
    earn_by_order(order=order, at=at)
    record_sales(lines=[(line.product_id, line.units) for line in order.lines.all() if line.units])
    follow_order_savings(order=order, at=at)
    mail_order_confirmation(order)
    return order
