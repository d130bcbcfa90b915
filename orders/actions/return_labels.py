"""Labels of returns. The carrier is asked outside of any transaction; a return without one is work for the sweeper."""

from datetime import datetime

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from orders.carriers import return_carrier
from orders.carriers.base import CarrierAway, LabelWish
from orders.models import Return, ReturnLabel
from orders.models.returns import ReturnState
from orders.rules.returns import Outcome


class NoLabel(Refused):
    code = "no_label"
    message = _("The label is not ready yet. Please try again in a few minutes.")


def provide_label(*, sent_back: Return, at: datetime) -> ReturnLabel:
    """The valid label of an agreed return, made now if there is none. Raises NoLabel: the sweeper goes on trying."""
    known = valid_label(sent_back, at)
    if known:
        return known
    carrier = return_carrier()
    if carrier is None or sent_back.state != ReturnState.APPROVED or sent_back.outcome == Outcome.KEEP:
        raise NoLabel
    try:
        made = carrier.make_label(_wish(sent_back, at))
    except CarrierAway as error:
        raise NoLabel from error
    label = ReturnLabel(
        sent_back=sent_back,
        carrier=made.carrier,
        tracking_number=made.tracking_number,
        drop_off_code=made.drop_off_code,
        cost=made.cost,
        expires_on=made.expires_on,
        created_at=at,
    )
    try:
        return _keep(label, made.pdf, at)
    except IntegrityError:  # a second press or the worker was quicker
        return ReturnLabel.objects.get(sent_back=sent_back, voided_at=None)


def void_label(*, sent_back: Return, at: datetime) -> None:
    """Nobody will use it. Raises NoLabel when the carrier does not answer."""
    carrier = return_carrier()
    for label in sent_back.labels.filter(voided_at=None):
        try:
            if carrier:
                carrier.void_label(label.tracking_number)
        except CarrierAway as error:
            raise NoLabel from error
        ReturnLabel.objects.filter(pk=label.pk, voided_at=None).update(voided_at=at)


def valid_label(sent_back: Return, at: datetime) -> ReturnLabel | None:
    today = timezone.localdate(at)
    return next((label for label in sent_back.labels.all() if label.is_valid_on(today)), None)


@transaction.atomic
def _keep(label: ReturnLabel, pdf: bytes, at: datetime) -> ReturnLabel:
    ReturnLabel.objects.filter(sent_back=label.sent_back_id, voided_at=None).update(voided_at=at)  # it has expired
    label.file.save(f"{label.tracking_number}.pdf", ContentFile(pdf), save=False)
    label.save()
    return label


def _wish(sent_back: Return, at: datetime) -> LabelWish:
    rows = sent_back.lines.select_related("order_line__product")
    return LabelWish(
        key=f"{sent_back.number}/{sent_back.labels.count()}",
        number=sent_back.number,
        sender=[part for part in sent_back.order.address.lines if part],
        receiver=settings.RETURN_ADDRESS,
        weight_g=sum((row.order_line.product.weight_g or 0) * row.requested for row in rows),
        asked_on=timezone.localdate(at),
    )
