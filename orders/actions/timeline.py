"""Writing what happened to an order: on its timeline, and for partners, in one go."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accounts.actions.events import record_event
from accounts.models import Partner, User
from accounts.rules.events import EVENTS
from orders.models import Order, OrderEvent
from orders.rules.partner_events import data_of, type_of
from shop.models import Location


@transaction.atomic(savepoint=False)
def write_order_event(
    *,
    order: Order,
    kind: str,
    reference: str,
    happened_at: datetime,
    actor: User | None = None,
    data: Mapping[str, object] | None = None,
    told: Mapping[str, object] | None = None,
) -> OrderEvent:
    """`reference` names the cause, once for each kind. Partners hear of it unless it is the shop's own affair.

    `told` are public ids that partners are told in place of ours.
    """
    data = dict(data or {})
    event = OrderEvent.objects.create(
        order=order, kind=kind, reference=reference, actor=actor, happened_at=happened_at, data=data
    )
    if name := type_of(kind, reference):
        record_event(
            type=name,
            reference=f"{order.reference}/{kind}/{reference}",
            subject=order.reference,
            data=data_of(EVENTS[name].keys, order.number, {**data, **(told or {})}),
            at=happened_at,
            partner_id=order.partner_id,
            keepers=keepers_of(order),
        )
    return event


def keepers_of(order: Order) -> list[int]:
    """Ids of the partners who run a place that keeps, or kept, goods of this order."""
    if not Location.objects.any_run_by_partners():
        return []
    keepers = Partner.objects.filter(locations__stock__holds__reference=order.reference)
    return list(keepers.order_by("pk").distinct().values_list("pk", flat=True))
