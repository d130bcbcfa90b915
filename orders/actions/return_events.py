"""What happened to a return, on its order's timeline."""

from datetime import datetime

from accounts.models import User
from orders.actions.timeline import write_order_event
from orders.models import OrderEvent, Return


def write_return_event(
    sent_back: Return, kind: OrderEvent.Kind, by: User | None, at: datetime, reason: str = "", turn: int = 0
) -> None:
    """`turn` tells what may happen to one return several times apart."""
    write_order_event(
        order=sent_back.order,
        kind=kind,
        reference=f"{sent_back.reference}/{turn}" if turn else sent_back.reference,
        actor=by,
        happened_at=at,
        data={"return": sent_back.number} | ({"reason": reason} if reason else {}),
    )
