"""What staff, the shop's rules and writers do to reviews, questions and answers on their way to the page and off it.

Each verb locks what it changes, moves the state, writes a decision and lets the rest follow: the rating of a product,
the count of a question's answers, and mails to whom it concerns.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions.events import record_event
from accounts.models import User
from accounts.rules.events import EVENTS
from core.errors import Refused
from core.retries import again_when_blocked
from core.states import IllegalMove
from reviews.actions.effects import after_change
from reviews.actions.mails import mail_decision, product_of
from reviews.actions.rewards import reward_review, take_back_reward
from reviews.models import Decision, Entry, EntryState, Report, Review
from reviews.rules.reasons import REASONS, REPORTS
from reviews.rules.risk import RISKS, needs_a_look, risk_of
from shop.models import Product

_Entry = TypeVar("_Entry", bound=Entry)


class NotPossibleNow(Refused):
    code = "not_possible_now"
    message = _("That is not possible any more: somebody was quicker. Please look again.")


class ReasonMissing(Refused):
    code = "reason_missing"
    message = _("Please choose a reason: whoever wrote it is told.")


class AlreadyReported(Refused):
    code = "already_reported"
    message = _("You have reported this already. Thank you; somebody looks at it.")


class NotYours(Refused):
    code = "not_yours"
    message = _("Only whoever wrote it may do that.")


@transaction.atomic
def hand_in(*, entry: _Entry, signs: Collection[str], at: datetime, must_wait: bool = False) -> _Entry:
    """A new or edited entry goes to the page at once, or to staff when its signs want a person or it `must_wait`."""
    signs = sorted(set(signs))
    columns = {"risk": risk_of(signs), "risks": signs, "submitted_at": at, "reason": ""}
    entry = lock_entry(entry)
    if entry.state != EntryState.PENDING:
        _move(entry, EntryState.PENDING, **columns)
    else:
        _store(entry, **columns)
    record(entry, Decision.Act.SUBMITTED, at=at)
    if must_wait or needs_a_look(signs):
        after_change(entry, at)
        return entry
    return publish_entry(entry=entry, by=None, at=at)


@again_when_blocked
@transaction.atomic
def publish_entry(*, entry: _Entry, by: User | None, at: datetime, note: str = "") -> _Entry:
    """Show it to everybody; its open reports are settled. Raises NotPossibleNow."""
    entry = lock_entry(entry)
    was_decided = entry.state in (EntryState.HIDDEN, EntryState.APPEALED)
    is_first, published_at = entry.published_at is None, entry.published_at or at
    _move(entry, EntryState.PUBLISHED, published_at=published_at, reason="")
    _settle_reports(entry, at)
    if isinstance(entry, Review):
        reward_review(review=entry, is_first=is_first, at=at)
    record(entry, Decision.Act.PUBLISHED, at=at, by=by, note=note)
    after_change(entry, at)
    if by is not None or was_decided:
        mail_decision(entry, at)
    return entry


@again_when_blocked
@transaction.atomic
def reject_entry(*, entry: Entry, reason: str, by: User, at: datetime, note: str = "") -> Entry:
    """It does not go to the page; its writer is told why and may appeal. Raises ReasonMissing, NotPossibleNow."""
    return _turn_down(entry, EntryState.REJECTED, Decision.Act.REJECTED, reason, by, at, note)


@again_when_blocked
@transaction.atomic
def hide_entry(*, entry: Entry, reason: str, by: User, at: datetime, note: str = "") -> Entry:
    """It leaves the page; its writer is told why and may appeal. Raises ReasonMissing, NotPossibleNow."""
    return _turn_down(entry, EntryState.HIDDEN, Decision.Act.HIDDEN, reason, by, at, note)


@transaction.atomic
def appeal_entry(*, entry: Entry, note: str, at: datetime) -> Entry:
    """Its writer asks for another look, in front of everything else. Raises NotPossibleNow."""
    entry = lock_entry(entry)
    _move(entry, EntryState.APPEALED, submitted_at=at, risk=100)
    record(entry, Decision.Act.APPEALED, at=at, note=note)
    after_change(entry, at)
    return entry


@again_when_blocked
@transaction.atomic
def withdraw_entry(*, entry: Entry, at: datetime) -> Entry:
    """Its writer takes it back: nobody sees it any more. Raises NotPossibleNow."""
    entry = lock_entry(entry)
    _move(entry, EntryState.REMOVED)
    if isinstance(entry, Review):
        take_back_reward(review=entry, at=at)
    record(entry, Decision.Act.REMOVED, at=at)
    after_change(entry, at)
    return entry


@transaction.atomic
def report_entry(*, entry: Entry, by: User, reason: str, note: str, at: datetime) -> Report:
    """A reader says that something is wrong with it. It stays on the page; staff look. Raises AlreadyReported."""
    if reason not in REPORTS:
        raise ReasonMissing
    entry = lock_entry(entry)
    if entry.state != EntryState.PUBLISHED:
        raise NotPossibleNow
    try:
        with transaction.atomic():
            report = Report.objects.create(reporter=by, reason=reason, note=note, created_at=at, **_subject(entry))
    except IntegrityError as error:
        raise AlreadyReported from error
    signs = sorted({*entry.risks, "reported"})
    _store(entry, risk=risk_of(signs), risks=signs)
    record(entry, Decision.Act.REPORTED, at=at, reason=reason, note=note)
    after_change(entry, at)
    return report


@transaction.atomic
def dismiss_reports(*, entry: Entry, by: User, at: datetime) -> Entry:
    """Staff looked and it stays."""
    entry = lock_entry(entry)
    _settle_reports(entry, at)
    record(entry, Decision.Act.DISMISSED, at=at, by=by)
    after_change(entry, at)
    return entry


def lock_entry(entry: Any) -> Any:
    """The entry as it is now, locked; its product before it, so that what is counted on products is counted once."""
    Product.objects.lock([product_of(entry).pk])
    return type(entry).objects.lock(entry)


def record(
    entry: Entry,
    act: str,
    *,
    at: datetime,
    by: User | None = None,
    reason: str = "",
    note: str = "",
    before: Mapping[str, object] | None = None,
) -> Decision:
    """Write down what happened. `by` is staff; without it the writer or the shop's rules did it."""
    told = {"act": act, "reason": reason, "note": note[:500], "before": dict(before or {})}
    decision = Decision.objects.create(actor=by, at=at, **told, **_subject(entry))
    _tell_partners(entry, decision)
    return decision


TOLD = {
    Decision.Act.PUBLISHED: "published",
    Decision.Act.REJECTED: "removed",
    Decision.Act.HIDDEN: "removed",
    Decision.Act.REMOVED: "removed",
    Decision.Act.MERGED: "removed",
    Decision.Act.SUBMITTED: "asked",
}
"""What of a decision partners hear, as far as there is such a type for the kind of entry."""


def _tell_partners(entry: Entry, decision: Decision) -> None:
    name = f"{entry.kind}.{TOLD.get(Decision.Act(decision.act))}"
    if name in EVENTS and (entry.published_at or not name.endswith("removed")):
        record_event(
            type=name,
            reference=f"decision/{decision.pk}",
            subject=f"{entry.kind}/{entry.pk}",
            data={entry.kind: entry.pk, "product": product_of(entry).slug},
            at=decision.at,
        )


def _turn_down(entry: Entry, state: str, act: str, reason: str, by: User, at: datetime, note: str) -> Entry:
    if reason not in REASONS:
        raise ReasonMissing
    entry = lock_entry(entry)
    _move(entry, state, reason=reason)
    if isinstance(entry, Review):
        take_back_reward(review=entry, at=at)
    _settle_reports(entry, at)
    record(entry, act, at=at, by=by, reason=reason, note=note)
    after_change(entry, at)
    mail_decision(entry, at)
    return entry


def _move(entry: Entry, state: str, **columns: object) -> None:
    try:
        entry.move_to(state, **columns)
    except IllegalMove as error:
        raise NotPossibleNow from error


def _store(entry: Any, **columns: object) -> None:
    type(entry).objects.filter(pk=entry.pk).update(**columns)
    for name, value in columns.items():
        setattr(entry, name, value)


def _settle_reports(entry: Any, at: datetime) -> None:
    entry.reports.filter(handled_at=None).update(handled_at=at)
    if "reported" in entry.risks:
        signs = [sign for sign in entry.risks if sign != "reported" and sign in RISKS]
        _store(entry, risk=risk_of(signs), risks=signs)


def _subject(entry: Entry) -> dict[str, Entry]:
    return {entry.kind: entry}
