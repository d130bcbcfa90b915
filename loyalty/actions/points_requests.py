"""Staff adjust points: alone up to a limit, above it with a second person."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Refused
from loyalty.actions.points import NotThatManyPoints, adjust_points
from loyalty.actions.points_ledger import Cause, account_of
from loyalty.models import PointsProgram, PointsRequest


class SecondPersonNeeded(Refused):
    code = "second_person_needed"
    message = _("Somebody else has to agree: you asked for this yourself.")


class DecidedAlready(Refused):
    code = "decided_already"
    message = _("This is decided already.")


@transaction.atomic
def ask_adjustment(*, customer: User, points: int, reason: str, by: User, at: datetime) -> PointsRequest:
    """Adjust a customer's points: at once within the limit, else when a second person agrees.

    Raises NotThatManyPoints when there are fewer, and for none at all.
    """
    account = account_of(customer)
    if not points or account.available < -points:
        raise NotThatManyPoints
    request = PointsRequest.objects.create(account=account, points=points, reason=reason, asked_by=by)
    if abs(points) <= PointsProgram.current().adjust_limit:
        _carry_out(request, by, at)
    return request


@transaction.atomic
def decide_adjustment(*, request: PointsRequest, agrees: bool, by: User, at: datetime) -> PointsRequest:
    """The second person's word. Raises SecondPersonNeeded, DecidedAlready, NotThatManyPoints."""
    request = (
        PointsRequest.objects.select_for_update(of=("self",)).select_related("account__customer").get(pk=request.pk)
    )
    if request.state != PointsRequest.State.ASKED:
        raise DecidedAlready
    if request.asked_by_id == by.pk:
        raise SecondPersonNeeded
    PointsRequest.objects.filter(pk=request.pk).update(decided_by=by)
    if agrees:
        _carry_out(request, by, at)
    else:
        request.move_to(PointsRequest.State.DECLINED)
    return request


def _carry_out(request: PointsRequest, by: User, at: datetime) -> None:
    request.move_to(PointsRequest.State.DONE)
    cause = Cause(f"adjustment/{request.pk}", at, request.reason, by)
    adjust_points(customer=request.account.customer, points=request.points, cause=cause)
