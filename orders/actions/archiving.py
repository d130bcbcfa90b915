"""Putting an order out of sight of its customer's list, and back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from orders.models import Order


class NotOverYet(Refused):
    code = "not_over_yet"
    message = _("An order that is not over yet stays in the list.")


@transaction.atomic
def archive_order(*, order: Order, at: datetime) -> Order:
    """Its customer sees it under "Archived" and by a search. Raises NotOverYet."""
    order = Order.objects.lock(order)
    if order.state not in (Order.State.COMPLETED, Order.State.CANCELED) and order.came_at is None:
        raise NotOverYet
    return _set(order, order.archived_at or at)


@transaction.atomic
def unarchive_order(*, order: Order) -> Order:
    """Back to the list."""
    return _set(Order.objects.lock(order), None)


def _set(order: Order, moment: datetime | None) -> Order:
    order.archived_at = moment
    order.save(update_fields=["archived_at"])
    return order
