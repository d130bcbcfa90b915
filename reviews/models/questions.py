"""Questions about products, answers by people who own them and by the shop, and the buyers who are asked to help."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.states import known_states
from orders.models import OrderLine
from reviews.models.entries import Entry, EntryQuerySet, EntryState, author_key
from reviews.rules.matching import roots
from shop.models import Product, Variant

ANSWERS_FIRST = ["-is_official", "-helpful", "-is_verified", "created_at", "id"]
"""The shop's own word, then what helped others, then people who have the thing, then whoever was first."""
ANSWERS_BEGUN = 3
"""Answers shown below each question of a list; its own page has all."""


class QuestionQuerySet(EntryQuerySet):
    def shown(self) -> Self:
        """On the page: published, and not told by another question already."""
        return self.published().filter(merged_into=None)

    def read_first(self) -> Self:
        """Most answered first, of equal ones the newest."""
        return self.order_by("-answer_count", "-created_at", "-pk")

    def having_words(self, text: str) -> Self:
        """Each of these words, whatever its ending, in the question or in a published answer; no words choose all."""
        found = self
        for word in roots(text):
            said = Answer.objects.published().filter(question=OuterRef("pk"), text__icontains=word)
            found = found.filter(Q(text__icontains=word) | Exists(said))
        return found

    def unanswered(self) -> Self:
        """What the shop owes an answer to. Questions from another shop were asked there."""
        return self.shown().filter(answer_count=0, is_closed=False, source_key="")

    def overdue(self, at: datetime) -> Self:
        return self.unanswered().filter(created_at__lt=at - timedelta(hours=settings.QUESTION_ANSWER_HOURS))

    def with_answers(self) -> Self:
        """With the first few published answers of each, in the order of reading."""
        first = Answer.objects.published().order_by(*ANSWERS_FIRST)[:ANSWERS_BEGUN]
        return self.prefetch_related(Prefetch("answers", first, to_attr="first_answers"))


class Question(Entry):
    """`is_closed` takes no more answers; `merged_into` is the older question that says the same and has its answers.

    `answer_count`, `answered_at` and `best_answer` are recorded by reviews/actions/answer_counts.py.
    """

    product = models.ForeignKey(Product, models.PROTECT, related_name="questions")
    variant = models.ForeignKey(Variant, models.PROTECT, null=True, blank=True, related_name="+")
    author = author_key("questions")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    answer_count = models.PositiveIntegerField(_("answers"), default=0, editable=False)
    answered_at = models.DateTimeField(_("answered"), null=True, editable=False)
    best_answer = models.ForeignKey("Answer", models.SET_NULL, null=True, editable=False, related_name="+")
    buyers_asked_at = models.DateTimeField(_("buyers asked"), null=True, editable=False)
    is_closed = models.BooleanField(_("closed"), default=False)
    source_name = models.CharField(_("from"), max_length=60, blank=True, editable=False)
    source_key = models.CharField(max_length=120, blank=True, editable=False)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["product", "state", "-answer_count"]),
            models.Index(fields=["state", "-risk", "submitted_at"]),
            models.Index(fields=["created_at"], condition=Q(answer_count=0), name="unanswered_question_oldest"),
        ]
        constraints = [
            known_states("question_state_known", EntryState),
            models.CheckConstraint(condition=~Q(merged_into=models.F("pk")), name="question_not_merged_into_itself"),
            models.UniqueConstraint(
                fields=["source_name", "source_key"], condition=~Q(source_key=""), name="one_question_per_source_key"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    def get_absolute_url(self) -> str:
        """Needs the product."""
        return reverse("reviews:question-detail", args=[self.product.slug, self.pk])


class AnswerBy(models.TextChoices):
    BUYER = "buyer", _("Bought this item")
    SHOP = "shop", _("The shop")
    CUSTOMER = "customer", _("Another customer")
    IMPORT = "import", _("From another shop")


class Answer(Entry):
    """`is_official` is the shop's own word, pinned above the others. Votes are counted here and kept as rows."""

    By = AnswerBy

    question = models.ForeignKey(Question, models.PROTECT, related_name="answers")
    author = author_key("answers")
    by = models.CharField(_("by"), max_length=10, choices=AnswerBy)
    order_line = models.ForeignKey(OrderLine, models.PROTECT, null=True, blank=True, related_name="answers")
    is_verified = models.BooleanField(_("bought this item"), default=False, editable=False)
    is_official = models.BooleanField(_("official"), default=False)
    helpful = models.PositiveIntegerField(default=0, editable=False)
    unhelpful = models.PositiveIntegerField(default=0, editable=False)
    source_name = models.CharField(_("from"), max_length=60, blank=True, editable=False)
    source_key = models.CharField(max_length=120, blank=True, editable=False)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ANSWERS_FIRST
        indexes = [
            models.Index(fields=["question", "state"]),
            models.Index(fields=["state", "-risk", "submitted_at"]),
        ]
        constraints = [
            known_states("answer_state_known", EntryState),
            models.CheckConstraint(condition=Q(by__in=AnswerBy.values), name="answer_by_known"),
            models.UniqueConstraint(
                fields=["question"], condition=Q(is_official=True), name="one_official_answer_per_question"
            ),
            models.CheckConstraint(condition=Q(is_official=False) | Q(by="shop"), name="only_the_shop_is_official"),
            models.CheckConstraint(
                condition=~Q(by="import") | Q(is_verified=False, order_line=None), name="imported_answer_not_verified"
            ),
            models.UniqueConstraint(
                fields=["source_name", "source_key"], condition=~Q(source_key=""), name="one_answer_per_source_key"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class AnswerRequest(models.Model):
    """A past buyer who was asked to answer a question, once, and whose link answers it once.

    `declined_at` is their "I don't know".
    """

    question = models.ForeignKey(Question, models.CASCADE, related_name="requests")
    order_line = models.ForeignKey(OrderLine, models.PROTECT, related_name="+")
    email = models.EmailField()
    created_at = models.DateTimeField(_("asked"))
    declined_at = models.DateTimeField(_("does not know"), null=True)
    answered_at = models.DateTimeField(_("answered"), null=True)

    class Meta:
        verbose_name = _("buyer asked")
        verbose_name_plural = _("buyers asked")
        constraints = [models.UniqueConstraint(fields=["question", "email"], name="one_request_per_question_buyer")]
        indexes = [models.Index(fields=["email", "created_at"])]

    def __str__(self) -> str:
        return self.email


class Follower(models.Model):
    """Who is told of the first answer to a question. The asker is, unless they say no."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="followers")
    customer = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    told_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["question", "customer"], name="follow_a_question_once")]

    def __str__(self) -> str:
        return f"{self.customer}: {self.question}"
