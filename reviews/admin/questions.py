"""Staff answer, publish, hide, merge and close questions. The words are the customer's: nobody edits them."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action

from core.admin.refusals import ReadOnlyAdmin, ReadOnlyInline, refusals_shown
from reviews.actions.answers import answer_as_shop
from reviews.actions.moderation import hide_entry, publish_entry, reject_entry
from reviews.actions.questions import close_question, merge_question
from reviews.forms.questions import MergeForm, ReasonForm, ShopAnswerForm
from reviews.models import Answer, AnswerRequest, EntryState, Question
from reviews.rules.signs import SIGN_WORDS


class WaitsFilter(admin.SimpleListFilter):
    """What the shop owes an answer to."""

    title = _("to be answered")
    parameter_name = "waits"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("answer", _("Not answered")), ("overdue", _("Overdue")), ("staff", _("To be read by staff"))]

    def queryset(self, request: HttpRequest, questions: Any) -> Any:
        chosen: dict[str, Callable[[], Any]] = {
            "answer": lambda: questions.unanswered(),
            "overdue": lambda: questions.overdue(timezone.now()),
            "staff": lambda: questions.filter(state__in=[EntryState.PENDING, EntryState.APPEALED]),
        }
        return chosen[self.value()]() if self.value() in chosen else questions


class AnswerInline(ReadOnlyInline):
    model = Answer
    fields = ["text", "author_name", "by", "is_verified", "is_official", "helpful", "state", "created_at"]
    show_change_link = True


class RequestInline(ReadOnlyInline):
    model = AnswerRequest
    fields = ["email", "created_at", "answered_at", "declined_at"]


class DecidingAdmin(ReadOnlyAdmin):
    """Entries that staff decide on, one by one with a form, or several at once."""

    @admin.display(description=_("signs of risk"))
    def signs(self, entry: Question | Answer) -> str:
        return ", ".join(str(SIGN_WORDS.get(sign, sign)) for sign in entry.risks) or gettext("none")

    def has_decide_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        """Reading is for all staff; speaking for the shop and deciding want the right to change."""
        return request.user.has_perm(f"reviews.change_{self.opts.model_name}")

    def ask(self, request: HttpRequest, entry: Any, title: Any, form: forms.BaseForm | None) -> HttpResponse:
        context = self.admin_site.each_context(request) | {
            "title": title,
            "subject": entry,
            "form": form,
            "opts": self.opts,
            "back": self.page_of(entry),
        }
        return render(request, "admin/core/ask.html", context, status=422 if form and form.errors else 200)

    def page_of(self, entry: Any) -> str:
        return reverse(f"admin:reviews_{entry.kind}_change", args=[entry.pk])

    def decide(self, request: HttpRequest, entry: Any) -> HttpResponse:
        """Take it off the page, or do not put it there, with the reason its writer is told."""
        form = ReasonForm(request.POST if request.method == "POST" else None)
        if not form.is_valid():
            return self.ask(request, entry, _("Take it off the page"), form)
        verb = hide_entry if entry.state == EntryState.PUBLISHED else reject_entry
        with refusals_shown(request):
            verb(entry=entry, by=request.user, at=timezone.now(), **form.cleaned_data)
            self.message_user(request, _("It is not on the page, and its writer is told why."))
        return redirect(self.page_of(entry))

    @admin.display(description=_("text"))
    def text_start(self, entry: Any) -> str:
        return entry.text[:120]

    @admin.action(description=_("Publish"), permissions=["decide"])
    def publish(self, request: HttpRequest, entries: QuerySet[Any]) -> None:
        for entry in entries:
            with refusals_shown(request):
                publish_entry(entry=entry, by=request.user, at=timezone.now())


@admin.register(Question)
class QuestionAdmin(DecidingAdmin):
    list_display = ["text_start", "product", "author_name", "waits_since", "answer_count", "state", "is_closed"]
    list_filter = [WaitsFilter, "state", "language", "is_closed", "source_name"]
    list_select_related = ["product"]
    search_fields = ["text", "product__title", "author_name"]
    ordering = ["-created_at", "-pk"]
    fields = [
        "text",
        ("product", "variant"),
        ("author_name", "language"),
        ("state", "signs"),
        ("created_at", "buyers_asked_at"),
        ("answer_count", "answered_at"),
        ("is_closed", "merged_into"),
        "source_name",
    ]
    inlines = [AnswerInline, RequestInline]
    actions = ["publish", "close"]
    actions_detail = ["answer", "let_in", "take_off", "merge", "close_or_open"]

    @admin.display(description=_("waits"), ordering="created_at")
    def waits_since(self, question: Question) -> str:
        is_waiting = not (question.answer_count or question.is_closed or question.merged_into_id or question.source_key)
        return timesince(question.created_at, depth=1) if is_waiting else "–"

    @admin.action(description=_("Close: no more answers"), permissions=["decide"])
    def close(self, request: HttpRequest, questions: QuerySet[Question]) -> None:
        for question in questions:
            close_question(question=question, is_closed=True, by=request.user, at=timezone.now())

    @action(description=_("Answer"), permissions=["decide"], url_path="answer")
    def answer(self, request: HttpRequest, object_id: int) -> HttpResponse:
        question = get_object_or_404(Question, pk=object_id)
        form = ShopAnswerForm(request.POST if request.method == "POST" else None)
        if not form.is_valid():
            return self.ask(request, question, _("Answer as the shop"), form)
        with refusals_shown(request):
            words = form.cleaned_data | {"language": question.language}
            answer_as_shop(question=question, by=request.user, at=timezone.now(), **words)
            self.message_user(request, _("The answer is on the page."))
        return redirect(self.page_of(question))

    @action(description=_("Publish"), permissions=["decide"], url_path="publish")
    def let_in(self, request: HttpRequest, object_id: int) -> HttpResponse:
        question = get_object_or_404(Question, pk=object_id)
        if request.method != "POST":
            return self.ask(request, question, _("Publish the question"), None)
        self.publish(request, Question.objects.filter(pk=question.pk))
        return redirect(self.page_of(question))

    @action(description=_("Take off the page"), permissions=["decide"], url_path="take-off")
    def take_off(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return self.decide(request, get_object_or_404(Question, pk=object_id))

    @action(description=_("Merge"), permissions=["decide"], url_path="merge")
    def merge(self, request: HttpRequest, object_id: int) -> HttpResponse:
        question = get_object_or_404(Question, pk=object_id)
        form = MergeForm(request.POST if request.method == "POST" else None, question=question)
        if not form.is_valid():
            return self.ask(request, question, _("Merge into an older question"), form)
        with refusals_shown(request):
            into = form.cleaned_data["into"]
            question = merge_question(question=question, into=into, by=request.user, at=timezone.now())
            self.message_user(request, _("The older question has its answers and followers now."))
        return redirect(self.page_of(question))

    @action(description=_("Close or open"), permissions=["decide"], url_path="close")
    def close_or_open(self, request: HttpRequest, object_id: int) -> HttpResponse:
        question = get_object_or_404(Question.objects.select_related("product"), pk=object_id)
        if request.method != "POST":
            title = _("Let people answer again") if question.is_closed else _("Close: no more answers")
            return self.ask(request, question, title, None)
        is_closed = not question.is_closed
        close_question(question=question, is_closed=is_closed, by=request.user, at=timezone.now())
        return redirect(self.page_of(question))
