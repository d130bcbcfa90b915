"""What happens to entries: votes, reports, and an append-only record of every decision with what was there before."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reviews.models.entries import Entry
from reviews.models.questions import Answer, Question
from reviews.models.reviews import Review

ONE_ENTRY = (
    Q(review__isnull=False, question=None, answer=None)
    | Q(review=None, question__isnull=False, answer=None)
    | Q(review=None, question=None, answer__isnull=False)
)


class OnEntry(models.Model):
    """About exactly one review, question or answer."""

    review = models.ForeignKey(Review, models.CASCADE, null=True, blank=True, related_name="%(class)ss")
    question = models.ForeignKey(Question, models.CASCADE, null=True, blank=True, related_name="%(class)ss")
    answer = models.ForeignKey(Answer, models.CASCADE, null=True, blank=True, related_name="%(class)ss")

    class Meta:
        abstract = True

    @property
    def entry(self) -> Entry:
        return self.review or self.question or self.answer  # type: ignore[return-value]  # one is there: ONE_ENTRY


class Act(models.TextChoices):
    SUBMITTED = "submitted", _("Handed in")
    PUBLISHED = "published", _("Published")
    REJECTED = "rejected", _("Rejected")
    HIDDEN = "hidden", _("Hidden")
    EDITED = "edited", _("Edited")
    REMOVED = "removed", _("Withdrawn")
    APPEALED = "appealed", _("Appealed")
    REPORTED = "reported", _("Reported")
    DISMISSED = "dismissed", _("Report dismissed")
    REPLIED = "replied", _("Replied")
    MERGED = "merged", _("Merged")
    CHECKED = "checked", _("Purchase checked")
    ANONYMIZED = "anonymized", _("Name removed")


class Decision(OnEntry):
    """One thing that happened to an entry. Without an actor the shop's rules decided. `before` is what it replaced."""

    Act = Act

    act = models.CharField(_("what"), max_length=12, choices=Act)
    reason = models.CharField(_("reason"), max_length=20, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    before = models.JSONField(_("before"), default=dict, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-at", "-id"]
        constraints = [models.CheckConstraint(condition=ONE_ENTRY, name="decision_on_one_entry")]

    def __str__(self) -> str:
        return self.get_act_display()


class Report(OnEntry):
    """Somebody says that an entry should not be there. Hides nothing by itself."""

    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    reason = models.CharField(_("reason"), max_length=20)
    note = models.CharField(_("note"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("reported"))
    handled_at = models.DateTimeField(_("handled"), null=True, editable=False)

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=ONE_ENTRY, name="report_on_one_entry"),
            models.UniqueConstraint(fields=["review", "reporter"], name="one_report_per_review_person"),
            models.UniqueConstraint(fields=["question", "reporter"], name="one_report_per_question_person"),
            models.UniqueConstraint(fields=["answer", "reporter"], name="one_report_per_answer_person"),
        ]

    def __str__(self) -> str:
        return self.reason


class Vote(OnEntry):
    """Whether an entry helped one customer: one vote each, changed at will. Votes never move stars."""

    voter = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    is_helpful = models.BooleanField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=ONE_ENTRY, name="vote_on_one_entry"),
            models.UniqueConstraint(fields=["review", "voter"], name="one_vote_per_review_person"),
            models.UniqueConstraint(fields=["answer", "voter"], name="one_vote_per_answer_person"),
        ]

    def __str__(self) -> str:
        return "+" if self.is_helpful else "-"
