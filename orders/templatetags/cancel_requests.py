"""Requests to cancel on pages."""

from django import template

from orders.actions.cancel_requests import is_stoppable
from orders.models import CancelRequest, Order

register = template.Library()


@register.simple_tag
def cancel_standing(order: Order) -> dict[str, object]:
    """The buyer's last request, and whether they may ask (again). Nobody asks before something is packed."""
    was_packed = order.state == Order.State.CANCELED or bool(order.shipments.all())
    requests = list(order.cancel_requests.all()) if was_packed else []
    closed = {CancelRequest.State.ASKED, CancelRequest.State.DECLINED}
    may_ask = is_stoppable(order) and not any(request.state in closed for request in requests)
    return {"request": requests[0] if requests else None, "can_ask": may_ask}


@register.simple_tag
def open_cancel_requests() -> list[CancelRequest]:
    """What staff have to decide before anything of these orders is sent, the oldest first."""
    return list(CancelRequest.objects.open().select_related("order").order_by("asked_at"))
