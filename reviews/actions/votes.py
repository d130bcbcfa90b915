"""Votes on what helped: one for each customer, changed at will, never on one's own words."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Refused
from reviews.actions.answer_counts import count_answers
from reviews.actions.moderation import NotPossibleNow, lock_entry
from reviews.actions.weighing import weigh_review
from reviews.models import Answer, EntryState, Review, Vote


class OwnWords(Refused):
    code = "own_words"
    message = _("Others decide whether your own words help.")


@transaction.atomic
def cast_vote(*, entry: Review | Answer, by: User, is_helpful: bool | None, at: datetime) -> Review | Answer:
    """Say whether a published review or answer helped; None takes the vote back. Raises OwnWords, NotPossibleNow.

    Stars never move by it, only the order in which reviews are read.
    """
    entry = lock_entry(entry)
    if entry.author_id == by.pk or (entry.email and entry.email.lower() == by.email.lower()):
        raise OwnWords
    if entry.state != EntryState.PUBLISHED:
        raise NotPossibleNow
    subject: dict[str, Any] = {entry.kind: entry}
    if is_helpful is None:
        Vote.objects.filter(voter=by, **subject).delete()
    else:
        Vote.objects.update_or_create(voter=by, **subject, defaults={"is_helpful": is_helpful, "created_at": at})
    return _count(entry)


def _count(entry: Review | Answer) -> Review | Answer:
    """Votes of members here, beside those that came with an imported review."""
    numbers = Vote.objects.filter(**{entry.kind: entry}).aggregate(
        helpful=Count("pk", filter=Q(is_helpful=True)), unhelpful=Count("pk", filter=Q(is_helpful=False))
    )
    if isinstance(entry, Review):
        numbers["helpful"] += entry.imported_helpful
    type(entry).objects.filter(pk=entry.pk).update(**numbers)
    entry.helpful, entry.unhelpful = numbers["helpful"], numbers["unhelpful"]
    if isinstance(entry, Review):
        return weigh_review(review=entry)
    count_answers(entry.question)
    return entry
