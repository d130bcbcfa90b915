"""How a membership moves: the state, what is written about it and who is told."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.actions.events import record_event
from accounts.models import User
from loyalty.actions.membership_mails import mail_ended, mail_lapsed, mail_payment_failed, mail_recovered, mail_welcome
from loyalty.models import Membership, MembershipEvent
from loyalty.rules.partner_events import type_of_move

State = Membership.State


@transaction.atomic
def write_event(
    *, membership: Membership, kind: str, reference: str, at: datetime, by: User | None = None, **data: Any
) -> MembershipEvent:
    """On the membership's timeline, once for each kind and reference."""
    values = {"actor": by, "happened_at": at, "to_state": membership.state, "data": data}
    known = {"membership": membership, "kind": kind, "reference": reference}
    event, created = MembershipEvent.objects.get_or_create(**known, defaults=values)
    if created and kind == MembershipEvent.Kind.RENEWED:
        _tell_partners(membership, "membership.renewed", reference, at)
    return event


@transaction.atomic
def move_membership(
    *, membership: Membership, state: str, at: datetime, by: User | None = None, **also: Any
) -> Membership:
    """Bring a locked membership into a state, with other columns of the same moment; its member is told once."""
    before = membership.state
    if state == before:
        if also:
            Membership.objects.filter(pk=membership.pk).update(**also)
            vars(membership).update(also)
        return membership
    membership.move_to(state, **also)
    number = _moves_of(membership) + 1
    MembershipEvent.objects.create(
        membership=membership,
        kind=MembershipEvent.Kind.MOVED,
        reference=f"move/{number}",
        actor=by,
        happened_at=at,
        from_state=before,
        to_state=state,
    )
    if name := type_of_move(before, state):
        _tell_partners(membership, name, f"move/{number}", at)
    _tell(membership, before, number)
    return membership


def _tell_partners(membership: Membership, name: str, reference: str, at: datetime) -> None:
    subject = f"membership/{membership.pk}"
    data = {"membership": membership.pk, "customer": membership.customer.public_id}
    record_event(type=name, reference=f"{subject}/{reference}", subject=subject, data=data, at=at)


def _moves_of(membership: Membership) -> int:
    return membership.events.filter(kind=MembershipEvent.Kind.MOVED).count()


def _tell(membership: Membership, before: str, number: int) -> None:
    """Of what is given by staff they are told as it is given."""
    if membership.source == Membership.Source.GRANTED:
        return
    match before, membership.state:
        case State.PENDING, State.TRIAL | State.ACTIVE:
            mail_welcome(membership)
        case _, State.GRACE:
            mail_payment_failed(membership, 0)
        case State.PENDING, _:
            pass
        case _, State.LAPSED:
            mail_lapsed(membership, number)
        case State.GRACE | State.LAPSED, State.ACTIVE:
            mail_recovered(membership, number)
        case _, State.ENDED:
            mail_ended(membership)
