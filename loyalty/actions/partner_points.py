"""Points that a trusted partner gives, such as for a visit or a bottle brought back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Partner, User
from core.errors import Refused
from loyalty.actions.points import grant_points
from loyalty.actions.points_ledger import Cause
from loyalty.models import PointsLot, PointsProgram


class PointsAreOff(Refused):
    code = "points_are_off"
    message = _("The shop gives no points at the moment.")


@transaction.atomic
def give_partner_points(
    *, customer: User, points: int, partner: Partner, reference: str, words: str, at: datetime
) -> PointsLot | None:
    """The customer has them at once; once for each `reference` of that partner and customer. Raises PointsAreOff."""
    if not PointsProgram.current().is_active:
        raise PointsAreOff
    return grant_points(
        customer=customer,
        points=points,
        cause=Cause(f"{partner.public_id}/{customer.public_id}/{reference}", at, words),
    )
