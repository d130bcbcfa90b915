"""Returns on their way and at the warehouse: sent, here, looked at, put away, and only then paid."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Refused
from core.retries import again_when_blocked
from orders.actions.fulfillment import deliver_shipment
from orders.actions.return_events import write_return_event
from orders.actions.return_mails import mail_return
from orders.actions.return_money import pay_early, settle_accepted
from orders.actions.return_photos import add_return_photos
from orders.actions.return_quotes import returnables
from orders.actions.return_requests import ReturnTooFar, lock_return
from orders.actions.returned_units import count_returned
from orders.models import Order, OrderEvent, Return, ReturnLine, ReturnPolicy, Shipment
from orders.models.returns import ReturnState
from orders.rules.returns import Outcome
from shop.actions.stock import take_back_stock
from shop.models import Location

ON_ITS_WAY = ("accepted", "in_transit", "at_depot", "out_for_delivery", "delivered")
"""What carriers say of a return that is on its way, or already here."""


class NotWhatCame(Refused):
    code = "not_what_came"
    message = _(
        "The numbers do not fit together: no more can be accepted or put away than came, nor than was asked for."
    )


@dataclass(frozen=True)
class Found:
    """What was found of one returned line: `received` units, of which `accepted` are paid for; and where they went.
    Units that are in none of the three places stay apart until somebody decides."""

    received: int
    accepted: int
    restocked: int = 0
    damaged: int = 0
    quarantined: int = 0
    finding: str = ""

    @property
    def fits(self) -> bool:
        numbers = (self.received, self.accepted, self.restocked, self.damaged, self.quarantined)
        away = self.restocked + self.damaged + self.quarantined
        return min(numbers) >= 0 and self.accepted <= self.received and away <= self.received


@again_when_blocked
@transaction.atomic
def send_return(*, sent_back: Return, by: User | None, at: datetime, is_scanned: bool = False) -> Return:
    """It is on its way: a carrier scanned it, or its buyer says so. At a scan, who has earned it is paid at once.

    Raises ReturnTooFar.
    """
    sent_back = lock_return(sent_back)
    if sent_back.state == Return.State.IN_TRANSIT and is_scanned:
        return _pay_if_trusted(sent_back, at)  # its buyer had said so before
    if not sent_back.can_move_to(Return.State.IN_TRANSIT):
        raise ReturnTooFar
    _check_still_free(sent_back)
    sent_back.move_to(Return.State.IN_TRANSIT, sent_at=at)
    write_return_event(sent_back, OrderEvent.Kind.RETURN_SENT, by, at)
    return _pay_if_trusted(sent_back, at) if is_scanned else sent_back


def hear_of_return(*, sent_back: Return, code: str, at: datetime) -> bool:
    """A carrier has scanned its label: it is on its way. Whether that was news; trouble on the way is none."""
    if code not in ON_ITS_WAY:
        return False
    try:
        return send_return(sent_back=sent_back, by=None, at=at, is_scanned=True).sent_at == at
    except ReturnTooFar:
        return False


@again_when_blocked
@transaction.atomic
def receive_return(*, sent_back: Return, by: User | None, at: datetime, place: Location | None = None) -> Return:
    """It is here, at this place. Nothing is paid by that: it is looked at first. Raises ReturnTooFar."""
    sent_back = lock_return(sent_back)
    if not sent_back.can_move_to(Return.State.RECEIVED):
        raise ReturnTooFar
    _check_still_free(sent_back)
    _mark_arrived(sent_back, by, at)
    sent_back.move_to(Return.State.RECEIVED, received_at=at, place=place)
    write_return_event(sent_back, OrderEvent.Kind.RETURN_RECEIVED, by, at)
    mail_return(sent_back, "received")
    return sent_back


@again_when_blocked
@transaction.atomic
def inspect_return(
    *,
    sent_back: Return,
    found: Mapping[int, Found],
    location: Location,
    by: User | None,
    at: datetime,
    photos: Sequence[IO[bytes]] = (),
) -> Return:
    """Somebody looked at what came (return line id to what was found): stock and reviews follow, money does not yet.

    Raises ReturnTooFar, NotWhatCame, MoreThanDelivered, PhotoUnreadable, TooManyPhotos.
    """
    sent_back = lock_return(sent_back)
    if not sent_back.can_move_to(Return.State.INSPECTED):
        raise ReturnTooFar
    rows = list(sent_back.lines.select_related("order_line__variant"))
    for row in rows:
        looked = found.get(row.pk, Found(0, 0))
        if not looked.fits or looked.received > row.requested:
            raise NotWhatCame
    sent_back.move_to(Return.State.INSPECTED, inspected_at=at)
    add_return_photos(sent_back=sent_back, uploads=photos, is_ours=True, at=at)
    for row in rows:
        _put_away(sent_back, row, found.get(row.pk, Found(0, 0)), location, by)
    count_returned(
        order=sent_back.order,
        quantities={row.order_line_id: row.accepted for row in rows if row.accepted},
        reference=sent_back.reference,
        by=by,
        at=at,
    )
    return sent_back


@again_when_blocked
@transaction.atomic
def settle_return(*, sent_back: Return, by: User, at: datetime, note: str = "") -> Return:
    """What was accepted is paid for or exchanged, to the cent as it was shown. Raises ReturnTooFar, OutOfStock."""
    sent_back = lock_return(sent_back)
    if sent_back.state != Return.State.INSPECTED:
        raise ReturnTooFar
    sent_back.note = note or sent_back.note
    Return.objects.filter(pk=sent_back.pk).update(note=sent_back.note)
    return settle_accepted(sent_back=sent_back, by=by, at=at)


@again_when_blocked
@transaction.atomic
def lose_return(*, sent_back: Return, pays: bool, note: str, by: User, at: datetime) -> Return:
    """The carrier lost it on the way to us. With our label that is our loss: `pays` as if all of it had come.

    Raises ReturnTooFar, MoreThanDelivered.
    """
    sent_back = lock_return(sent_back)
    is_paid_now = pays and sent_back.state == Return.State.LOST
    if not is_paid_now and not sent_back.can_move_to(Return.State.LOST):
        raise ReturnTooFar
    if not is_paid_now:
        sent_back.move_to(Return.State.LOST, lost_at=at, note=note)
    if not pays:
        mail_return(sent_back, "lost")
        return sent_back
    rows = list(sent_back.lines.all())
    for row in rows:
        ReturnLine.objects.filter(pk=row.pk).update(accepted=row.requested)
    count_returned(
        order=sent_back.order,
        quantities={row.order_line_id: row.requested for row in rows},
        reference=sent_back.reference,
        by=by,
        at=at,
    )
    return settle_accepted(sent_back=sent_back, by=by, at=at)


@again_when_blocked
@transaction.atomic
def decide_quarantined(*, row: ReturnLine, restock: int, damaged: int, location: Location, by: User) -> ReturnLine:
    """What was put aside is sold again or written off. Raises NotWhatCame."""
    row = ReturnLine.objects.select_for_update(of=("self",)).select_related("order_line__variant", "sent_back").get(
        pk=row.pk
    )  # fmt: skip
    if min(restock, damaged) < 0 or not 0 < restock + damaged <= row.quarantined:
        raise NotWhatCame
    left = row.quarantined - restock - damaged
    ReturnLine.objects.filter(pk=row.pk).update(
        quarantined=left, restocked=F("restocked") + restock, damaged=F("damaged") + damaged
    )
    if restock:
        reference = f"{row.sent_back.reference}/aside/{left}"
        take_back_stock(variant=row.order_line.variant, location=location, quantity=restock, reference=reference, by=by)
    return ReturnLine.objects.get(pk=row.pk)


def is_trusted(sent_back: Return, at: datetime) -> bool:
    """Whether its buyer is paid before anybody saw the goods: a customer with orders that went well, a sum below the
    merchant's limit, and no return that came short or was contested."""
    policy = ReturnPolicy.current()
    order = sent_back.order
    if sent_back.outcome == Outcome.EXCHANGE or not order.customer_id:
        return False
    if not sent_back.quoted or sent_back.quoted > policy.early_up_to:
        return False
    mine = Return.objects.filter(order__customer=order.customer_id).exclude(pk=sent_back.pk)
    went_wrong = mine.filter(state__in=[ReturnState.LOST, ReturnState.REJECTED])
    came_short = mine.filter(state=ReturnState.SETTLED, lines__accepted__lt=F("lines__requested"))
    if went_wrong.exists() or came_short.exclude(outcome=Outcome.KEEP).exists():
        return False
    bought = Order.objects.filter(customer=order.customer_id, state=Order.State.COMPLETED).exclude(pk=order.pk)
    return sum(1 for other in bought.prefetch_related("lines", "shipments__lines") if _is_over(other, at)) >= (
        policy.early_after_orders
    )


def _is_over(order: Order, at: datetime) -> bool:
    return order.returnable_until is not None and order.returnable_until < at


def _pay_if_trusted(sent_back: Return, at: datetime) -> Return:
    if not sent_back.paid_back and is_trusted(sent_back, at):
        pay_early(sent_back=sent_back, at=at)
        mail_return(sent_back, "paid_early")
    return sent_back


def _check_still_free(sent_back: Return) -> None:
    """What ran out or was given up counts again, unless its units came back in another return. Raises ReturnTooFar."""
    if sent_back.is_live:
        return
    there = {row.line.pk: row.units for row in returnables(sent_back.order, on_the_way=True)}
    if any(row.requested > there.get(row.order_line_id, 0) for row in sent_back.lines.all()):
        raise ReturnTooFar


def _mark_arrived(sent_back: Return, by: User | None, at: datetime) -> None:
    """What is here again has been delivered, though nobody told; so it was if its buyer withdrew while it came."""
    parcels = Shipment.objects.filter(lines__order_line__return_lines__sent_back=sent_back)
    for shipment in parcels.filter(state=Shipment.State.SHIPPED, presumed_at=None).distinct().order_by("pk"):
        deliver_shipment(shipment=shipment, by=by, at=at)


def _put_away(sent_back: Return, row: ReturnLine, looked: Found, location: Location, by: User | None) -> None:
    for name in ("received", "accepted", "restocked", "damaged", "quarantined", "finding"):
        setattr(row, name, getattr(looked, name))
    row.save(update_fields=["received", "accepted", "restocked", "damaged", "quarantined", "finding"])
    if looked.restocked:
        take_back_stock(
            variant=row.order_line.variant,
            location=location,
            quantity=looked.restocked,
            reference=sent_back.reference,
            by=by,
        )
