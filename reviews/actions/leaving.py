"""What becomes of the words of somebody who deletes the account: kept without a name, or erased with all they held."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from reviews.actions.effects import after_change
from reviews.actions.mails import product_of
from reviews.actions.moderation import lock_entry, record
from reviews.actions.photos import count_photos, drop_photos
from reviews.models import (
    Answer,
    AnswerRequest,
    Decision,
    Entry,
    EntryState,
    Follower,
    Mention,
    Question,
    Reply,
    Review,
    Shingle,
)
from shop.actions.listings import mark_changed

NAMELESS: dict[str, Any] = {"author": None, "email": "", "author_name": ""}
OWN_WORDS = (Decision.Act.EDITED, Decision.Act.APPEALED)
"""Decisions that keep what the writer said before, or said to us."""


@transaction.atomic
def leave_words(*, author: User, emails: Collection[str], erases: bool, at: datetime) -> None:
    """Cut what somebody wrote loose from them, with what they wrote as a guest from an address they had proven.

    Drafts go, as do the questions they follow and what they were asked. Votes and reports stay: they are numbers now.
    """
    written = [entry for kind in (Review, Question, Answer) for entry in _written(kind, author, emails)]
    for entry in sorted(written, key=lambda entry: (product_of(entry).pk, entry.kind, entry.pk)):
        if entry.state == EntryState.DRAFT:
            entry.delete()
        elif erases:
            erase_entry(entry=entry, at=at)
        else:
            anonymize_entry(entry=entry, at=at)
    Follower.objects.filter(customer=author).delete()
    AnswerRequest.objects.filter(Q(order_line__order__customer=author) | Q(email__in=emails)).delete()


@transaction.atomic
def anonymize_entry(*, entry: Entry, at: datetime) -> Entry:
    """The words stay, a verified purchase too; nothing shown tells who wrote them."""
    entry = lock_entry(entry)
    _store(entry, NAMELESS)
    record(entry, Decision.Act.ANONYMIZED, at=at)
    mark_changed(product_of(entry))
    return entry


@transaction.atomic
def erase_entry(*, entry: Any, at: datetime) -> Any:
    """Words, photos and name are gone, from its history too, and the entry is off the page."""
    entry = lock_entry(entry)
    is_there = entry.state != EntryState.REMOVED
    if is_there:
        entry.move_to(EntryState.REMOVED)
    _store(entry, {**NAMELESS, "text": ""})
    if isinstance(entry, Review):
        _erase_review(entry)
    Decision.objects.filter(**{entry.kind: entry}, act__in=OWN_WORDS).update(before={}, note="")
    record(entry, Decision.Act.ANONYMIZED, at=at)
    if is_there:
        after_change(entry, at)
        mark_changed(product_of(entry))
    return entry


def _written(kind: type[Entry], author: User, emails: Collection[str]) -> list[Any]:
    as_guest = Q(author=None, email__in=[email.lower() for email in emails])
    about = "question__product" if kind is Answer else "product"
    return list(kind._default_manager.filter(Q(author=author) | as_guest).select_related(about))


def _erase_review(review: Review) -> None:
    drop_photos(review=review, ids=list(review.photos.values_list("pk", flat=True)))
    count_photos(review=review)
    for kept in (Shingle, Mention, Reply):
        kept._default_manager.filter(review=review).delete()
    _store(review, {"title": "", "aspects": {}, "order_line": None, "is_verified": False, "is_returned": False})


def _store(entry: Any, columns: dict[str, Any]) -> None:
    type(entry).objects.filter(pk=entry.pk).update(**columns)
    for name, value in columns.items():
        setattr(entry, name, value)
