"""Claims: what never came is replaced or paid back at a press; what came broken, wrong or short too, and stays."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import IO

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Refused
from core.money import Money, total
from core.retries import again_when_blocked
from orders.actions.claim_mails import mail_claim
from orders.actions.exchanges import Instead, place_replacement
from orders.actions.losses import lose_shipment
from orders.actions.refunds import part_of_delivery, refund_order
from orders.actions.return_photos import keep_photos
from orders.actions.return_quotes import kept_units, portions_of, returnables
from orders.actions.timeline import write_order_event
from orders.models import Claim, ClaimLine, ClaimPhoto, Order, OrderEvent, ReturnLine, ReturnPolicy, Shipment
from orders.models.returns import ReturnState
from orders.rules.claims import ABOUT_GOODS, NEEDS_PHOTO, ClaimKind, Remedy, can_say_lost_from, claim_signs
from orders.rules.refunds import PartKind
from orders.rules.return_quotes import Portion
from orders.rules.returns import Reason, Wish
from shop.actions.stock import OutOfStock

YEAR = timedelta(days=365)
AS_REASON = {
    ClaimKind.DAMAGED: Reason.DAMAGED,
    ClaimKind.WRONG: Reason.WRONG_ITEM,
    ClaimKind.MISSING: Reason.PARTS_MISSING,
}


class NothingToClaim(Refused):
    code = "nothing_to_claim"
    message = _("This cannot be claimed, or is settled already. The page of your order shows what can be done.")


class NotLateEnough(Refused):
    code = "not_late_enough"
    message = _("This parcel may still come. A few days after the promised day you can say here that it did not.")


class PhotoWanted(Refused):
    code = "photo_wanted"
    message = _("Please add a photo that shows what is wrong.")


class SendItBack(Refused):
    code = "send_it_back"
    message = _("For this much we would like to have it back. Please send it back; that is free for you.")


class ClaimDecided(Refused):
    code = "claim_decided"
    message = _("This claim is decided already.")


@again_when_blocked
@transaction.atomic
def claim_parcel(*, shipment: Shipment, remedy: str, by: User | None, at: datetime, text: str = "") -> Claim:
    """The parcel never came. Below the merchant's limit it is replaced or paid back at once, else looked at.

    Raises NotLateEnough and NothingToClaim.
    """
    order = Order.objects.lock(shipment.order)
    shipment = Shipment.objects.lock(shipment)
    shipment.order = order
    if not can_claim_parcel(shipment, at):
        raise NotLateEnough
    if remedy not in Remedy or _is_claimed(shipment) or _is_spoken_for(shipment):
        raise NothingToClaim
    units = dict(shipment.lines.values_list("order_line", "quantity"))
    claim = _write(order, ClaimKind.NEVER_ARRIVED, remedy, units, by, at, text, shipment)
    is_said = shipment.state == Shipment.State.DELIVERED
    return _grant_or_look(claim, _worth(order, units, Reason.TOO_LATE), is_said, by, at)


@again_when_blocked
@transaction.atomic
def claim_goods(
    *,
    order: Order,
    kind: str,
    remedy: str,
    units: Mapping[int, int],
    by: User | None,
    at: datetime,
    text: str = "",
    photos: Sequence[IO[bytes]] = (),
    key: str | None = None,
) -> Claim:
    """Units (line id to number) came broken, wrong, or were not in the parcel. What came may be kept.

    Raises NothingToClaim, PhotoWanted, SendItBack, PhotoUnreadable, TooManyPhotos.
    """
    order = Order.objects.lock(order)
    known = Claim.objects.by_key(order, key)
    if known:
        return known
    units = {line_id: number for line_id, number in units.items() if number}
    there, kept = {row.line.pk: row for row in returnables(order)}, kept_units(order)
    if kind not in ABOUT_GOODS or remedy not in Remedy or not units:
        raise NothingToClaim
    today = timezone.localdate(at)
    for line_id, number in units.items():
        row = there.get(line_id)
        if row is None or not 0 < number <= row.units - kept.get(line_id, 0) or not row.is_covered(today):
            raise NothingToClaim
    if kind in NEEDS_PHOTO and not photos:
        raise PhotoWanted
    worth, policy = _worth(order, units, AS_REASON[ClaimKind(kind)]), ReturnPolicy.current()
    if kind != ClaimKind.MISSING and worth > policy.keep_up_to:
        raise SendItBack
    claim = _write(order, kind, remedy, units, by, at, text, None)
    Claim.objects.filter(pk=claim.pk).update(key=key)
    for file in keep_photos(photos):
        photo = ClaimPhoto(claim=claim, created_at=at)
        photo.file.save(*file, save=False)
        photo.save()
    return _grant_or_look(claim, worth, False, by, at)


@again_when_blocked
@transaction.atomic
def claim_lateness(*, order: Order, by: User | None, at: datetime) -> Claim:
    """It came later than promised: what delivery cost goes back. Raises NothingToClaim."""
    order = Order.objects.lock(order)
    if not was_late(order) or order.delivery_paid <= order.delivery_refunded:
        raise NothingToClaim
    claim = _write(order, ClaimKind.LATE, Remedy.REFUND, {}, by, at, "", None)
    return _grant(claim, by, at, note="")


@again_when_blocked
@transaction.atomic
def decide_claim(*, claim: Claim, grants: bool, note: str, by: User, at: datetime) -> Claim:
    """One of the staff has looked. Raises ClaimDecided."""
    order = Order.objects.lock(claim.order)
    claim = Claim.objects.lock(claim)
    claim.order = order
    if claim.state != Claim.State.IN_REVIEW:
        raise ClaimDecided
    if grants:
        return _grant(claim, by, at, note=note)
    claim.move_to(Claim.State.DECLINED, note=note, decided_at=at)
    _write_event(claim, OrderEvent.Kind.CLAIM_DECLINED, by, at)
    mail_claim(claim, "declined")
    return claim


def can_claim_parcel(shipment: Shipment, at: datetime) -> bool:
    """A parcel that is said to be delivered may be claimed too: then a person looks. One of another shop's never."""
    if shipment.order.is_imported or shipment.state not in (Shipment.State.SHIPPED, Shipment.State.DELIVERED):
        return False
    return timezone.localdate(at) >= can_say_lost_from(shipment.order.arrives_until, ReturnPolicy.current())


def was_late(order: Order) -> bool:
    """Whether the last of it came after the promised day."""
    came = [shipment.came_at for shipment in order.shipments.all() if shipment.came_at]
    is_all_here = not (order.is_gift_card or order.is_imported) and order.came_at is not None
    return is_all_here and bool(came) and timezone.localdate(max(came)) > order.arrives_until


def _is_claimed(shipment: Shipment) -> bool:
    return shipment.claims.filter(kind=ClaimKind.NEVER_ARRIVED).exclude(state=Claim.State.DECLINED).exists()


def _is_spoken_for(shipment: Shipment, but: Claim | None = None) -> bool:
    """Whether something of it came back, is announced, or was claimed: then it cannot have been lost with all in it."""
    closed = [ReturnState.REJECTED, ReturnState.CANCELED, ReturnState.EXPIRED]
    returned = ReturnLine.objects.filter(order_line__shipment_lines__shipment=shipment)
    claimed = ClaimLine.objects.filter(order_line__shipment_lines__shipment=shipment)
    claimed = claimed.exclude(claim__state=Claim.State.DECLINED).exclude(claim=but)
    claimed = claimed.filter(Q(claim__shipment=None) | Q(claim__shipment=shipment))
    return returned.exclude(sent_back__state__in=closed).exists() or claimed.exists()


def _worth(order: Order, units: Mapping[int, int], reason: str) -> Money:
    return total(portion.value for portion in portions_of(order, _wishes(units, reason)))


def _wishes(units: Mapping[int, int], reason: str) -> list[Wish]:
    return [Wish(line_id, number, reason) for line_id, number in sorted(units.items())]


def _write(
    order: Order,
    kind: str,
    remedy: str,
    units: Mapping[int, int],
    by: User | None,
    at: datetime,
    text: str,
    shipment: Shipment | None,
) -> Claim:
    claim = Claim.objects.create(
        order=order,
        shipment=shipment,
        kind=kind,
        remedy=remedy,
        text=text.replace("\0", "").strip()[:500],
        asked_by=by,
        asked_at=at,
    )
    ClaimLine.objects.bulk_create(
        ClaimLine(claim=claim, order_line_id=line_id, units=number) for line_id, number in sorted(units.items())
    )
    _write_event(claim, OrderEvent.Kind.CLAIM_ASKED, by, at)
    return claim


def _grant_or_look(claim: Claim, worth: Money, is_said_delivered: bool, by: User | None, at: datetime) -> Claim:
    if not worth and claim.kind in ABOUT_GOODS and claim.remedy == Remedy.REFUND:
        worth = ReturnPolicy.current().claim_up_to + Money(1)  # it cost nothing, so a person finds out what is fair
    signs = claim_signs(
        worth=worth,
        earlier=_earlier(claim, at),
        is_said_delivered=is_said_delivered,
        policy=ReturnPolicy.current(),
    )
    if not signs:
        return _grant(claim, by, at, note="")
    claim.move_to(Claim.State.IN_REVIEW, signs=signs)
    mail_claim(claim, "in_review")
    return claim


def _earlier(claim: Claim, at: datetime) -> int:
    buyer = Q(order__buyer_key=claim.order.buyer_key)
    if claim.order.customer_id:
        buyer |= Q(order__customer=claim.order.customer_id)
    asked = Claim.objects.filter(buyer, asked_at__gt=at - YEAR).exclude(pk=claim.pk)
    return asked.exclude(kind=ClaimKind.LATE).exclude(state=Claim.State.DECLINED).distinct().count()


def _grant(claim: Claim, by: User | None, at: datetime, *, note: str) -> Claim:
    """Put it right. Raises NothingToClaim where something else has happened to the goods meanwhile."""
    if claim.shipment:
        claim.shipment = Shipment.objects.lock(claim.shipment)
        claim.shipment.order = claim.order
        if claim.shipment.state != Shipment.State.LOST and _is_spoken_for(claim.shipment, but=claim):
            raise NothingToClaim
    claim.move_to(Claim.State.GRANTED, note=note, decided_at=at)
    _write_event(claim, OrderEvent.Kind.CLAIM_GRANTED, by, at)
    if claim.shipment and claim.shipment.state == Shipment.State.LOST:
        pass  # it was given up meanwhile, and put right by that
    elif claim.kind == ClaimKind.LATE:
        _pay(claim, [], by, at)
    elif claim.shipment and claim.shipment.state == Shipment.State.SHIPPED:
        lose_shipment(shipment=claim.shipment, send_again=claim.remedy == Remedy.REPLACEMENT, by=by, at=at)
        return claim  # its own mail says what happens
    elif not (claim.remedy == Remedy.REPLACEMENT and _replace(claim, at)):
        _pay(claim, portions_of(claim.order, _wishes(_units(claim), Reason.DAMAGED)), by, at)
    mail_claim(claim, "granted")
    return claim


def _units(claim: Claim) -> dict[int, int]:
    return dict(claim.lines.values_list("order_line", "units"))


def _replace(claim: Claim, at: datetime) -> bool:
    """The same goes out again for nothing. False when it is not there any more: then the money goes back."""
    rows = claim.lines.select_related("order_line__order", "order_line__variant__product")
    wanted = [
        Instead(row.order_line, row.order_line.variant, row.units, row.order_line.unit_price, is_free=True)
        for row in rows
    ]
    try:
        with transaction.atomic():
            claim.replacement = place_replacement(order=claim.order, wanted=wanted, name=gettext("Replacement"), at=at)
    except OutOfStock:
        return False
    Claim.objects.filter(pk=claim.pk).update(replacement=claim.replacement)
    return True


def _pay(claim: Claim, portions: Sequence[Portion], by: User | None, at: datetime) -> None:
    order = claim.order
    left = order.delivery_paid - order.delivery_refunded
    parts = [portion.part(PartKind.GOODWILL, portion.value) for portion in portions if portion.value]
    if left and (claim.kind == ClaimKind.LATE or parts):
        parts.append(part_of_delivery(order, left))
    claim.amount = total(part.amount for part in parts)
    Claim.objects.filter(pk=claim.pk).update(amount=claim.amount)
    if parts:
        reason = f"claim {claim.number}"
        refund_order(order=order, parts=parts, reason=reason, reference=claim.reference, at=at, by=by)


def _write_event(claim: Claim, kind: OrderEvent.Kind, by: User | None, at: datetime) -> None:
    data = {"claim": claim.number, "what": claim.kind, "wish": claim.remedy}
    write_order_event(order=claim.order, kind=kind, reference=claim.reference, actor=by, happened_at=at, data=data)
