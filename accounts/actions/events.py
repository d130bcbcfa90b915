"""Telling partners what happened: recorded with what happened itself, handed to endpoints by a worker afterwards."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from accounts.models import Change, Event, WebhookEndpoint
from accounts.models.events import keepers_text
from accounts.rules.events import EVENTS
from core.jobs import later_once


class UnknownEvent(Exception):
    """A type that is not in the list: a fault in an action."""


@dataclass(frozen=True)
class News:
    """What happened: `reference` is unique for its type, `subject` is what it is about ("order/K7Q2")."""

    type: str
    reference: str
    subject: str
    at: datetime
    data: Mapping[str, object] = field(default_factory=dict)
    partner_id: int | None = None
    keepers: Sequence[int] = ()


def record_event(
    *,
    type: str,
    reference: str,
    subject: str,
    data: Mapping[str, object],
    at: datetime,
    partner_id: int | None = None,
    keepers: Sequence[int] = (),
) -> None:
    """One event, in the transaction of what happened and in one statement. The same again writes nothing.

    It is the own of the partners with these ids.
    """
    record_events(news=[News(type, reference, subject, at, data, partner_id, keepers)])


@transaction.atomic(savepoint=False)
def record_events(*, news: Iterable[News]) -> None:
    """The same for many. Raises UnknownEvent for a type that is not in the list."""
    rows = [_row(item) for item in news]
    if rows:
        Event.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
        later_once("accounts.send_webhooks")


@transaction.atomic(savepoint=False)
def note_changes(*, type: str, subjects: Iterable[object]) -> None:
    """Something of these changed. A worker tells of it some seconds later, once for all that came meanwhile."""
    notes = [Change(type=type, subject=str(subject)) for subject in subjects]
    Change.objects.bulk_create(notes, batch_size=500)


@transaction.atomic(savepoint=False)
def take_changes(*, types: Collection[str], most: int) -> tuple[int, list[tuple[str, str]]]:
    """Take away the oldest notes: how many, and those that somebody subscribes to, each (type, subject) once, the
    last noted last."""
    notes = list(Change.objects.select_for_update(skip_locked=True).filter(type__in=types).order_by("pk")[:most])
    Change.objects.filter(pk__in=[note.pk for note in notes]).delete()
    wanted = WebhookEndpoint.objects.subscribed_types()
    last = {(note.type, note.subject): note.pk for note in notes if note.type in wanted}
    return len(notes), sorted(last, key=lambda pair: last[pair])


def _row(item: News) -> Event:
    known = EVENTS.get(item.type)
    if known is None or not set(item.data) <= set(known.keys):
        raise UnknownEvent(f"{item.type} with {sorted(item.data)}")
    return Event(
        type=item.type,
        reference=item.reference,
        subject=item.subject,
        data=dict(item.data),
        happened_at=item.at,
        partner_id=item.partner_id,
        keepers=keepers_text(item.keepers),
    )
