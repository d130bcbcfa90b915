"""What reviews, questions and answers share: words for all to read, and the way they take to the page."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.rights import sees_all
from core.states import Stateful

MOST_TEXT = 5000
"""Characters of a review, a question or an answer."""


class EntryState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PENDING = "pending", _("Waiting")
    PUBLISHED = "published", _("Published")
    REJECTED = "rejected", _("Rejected")
    HIDDEN = "hidden", _("Hidden")
    APPEALED = "appealed", _("Appealed")
    REMOVED = "removed", _("Withdrawn")


WAITING = (EntryState.PENDING, EntryState.APPEALED)
"""States in which staff decide."""


class EntryQuerySet(models.QuerySet[Any]):
    def published(self) -> Self:
        return self.filter(state=EntryState.PUBLISHED)

    def waiting(self) -> Self:
        """To be decided by staff: what is riskiest first, of equal risk what waits longest. Stars say nothing here."""
        return self.filter(state__in=WAITING).order_by("-risk", F("submitted_at").asc(nulls_last=True), "pk")

    def visible_to(self, actor: object) -> Self:
        """Everybody sees what is published; authors their own; staff with the right all but drafts."""
        if sees_all(actor, self.model):
            return self.exclude(state=EntryState.DRAFT)
        own = Q(author=actor) if getattr(actor, "is_authenticated", False) else Q(pk=None)
        return self.filter(Q(state=EntryState.PUBLISHED) | own)

    def lock(self, entry: Any) -> Any:
        return self.select_for_update(of=("self",)).get(pk=entry.pk)


class Entry(Stateful):
    """Words of a customer. `risk` (0 to 100) orders the staff's queue, `risks` names why."""

    State = EntryState

    MOVES: ClassVar = {
        State.DRAFT: (State.PENDING, State.REMOVED),
        State.PENDING: (State.PUBLISHED, State.REJECTED, State.REMOVED),
        State.PUBLISHED: (State.HIDDEN, State.PENDING, State.REMOVED),
        State.HIDDEN: (State.PUBLISHED, State.PENDING, State.APPEALED, State.REMOVED),
        State.REJECTED: (State.PENDING, State.APPEALED, State.REMOVED),
        State.APPEALED: (State.PUBLISHED, State.REJECTED, State.PENDING, State.REMOVED),
    }

    author_id: int | None
    source_name: Any
    email = models.EmailField(blank=True, editable=False)
    author_name = models.CharField(_("name shown"), max_length=60, blank=True)
    text = models.TextField(_("text"), max_length=MOST_TEXT, blank=True)
    language = models.CharField(_("language"), max_length=10)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PENDING)
    reason = models.CharField(_("reason"), max_length=20, blank=True, editable=False)
    risk = models.PositiveSmallIntegerField(_("risk"), default=0, editable=False)
    risks = models.JSONField(default=list, editable=False)
    created_at = models.DateTimeField(_("written"))
    submitted_at = models.DateTimeField(_("handed in"), null=True, editable=False)
    published_at = models.DateTimeField(_("published at"), null=True, editable=False)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        abstract = True

    @property
    def is_of_former_customer(self) -> bool:
        """Its writer deleted the account: nothing is known of them. What was imported was never anybody's here."""
        return self.author_id is None and not self.email and not self.source_name

    @property
    def shown_name(self) -> str:
        """Whose words these are, for all to read, in the reader's language."""
        if self.author_name:
            return self.author_name
        return gettext("Former customer") if self.is_of_former_customer else gettext("A customer")

    @property
    def kind(self) -> str:
        """ "review", "question" or "answer"."""
        return self._meta.model_name or ""


def author_key(related_name: str) -> Any:
    """Who wrote it. A deleted account leaves its words behind, without a name."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name=related_name
    )
