"""Staff publish, hide and pin answers. The words are the customer's: nobody edits them."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action

from core.admin.refusals import refusals_shown
from reviews.actions.answers import pin_answer
from reviews.admin.questions import DecidingAdmin
from reviews.models import Answer


@admin.register(Answer)
class AnswerAdmin(DecidingAdmin):
    list_display = ["text_start", "question", "author_name", "by", "is_verified", "is_official", "helpful", "state"]
    list_filter = ["state", "by", "is_verified", "is_official", "language"]
    list_select_related = ["question"]
    search_fields = ["text", "question__text", "author_name"]
    ordering = ["-created_at", "-pk"]
    fields = [
        "text",
        "question",
        ("author_name", "by"),
        ("is_verified", "order_line"),
        ("is_official", "state"),
        ("helpful", "unhelpful"),
        ("language", "created_at"),
        ("signs", "source_name"),
    ]
    actions = ["publish"]
    actions_detail = ["let_in", "take_off", "pin"]

    @action(description=_("Publish"), permissions=["decide"], url_path="publish")
    def let_in(self, request: HttpRequest, object_id: int) -> HttpResponse:
        answer = get_object_or_404(Answer, pk=object_id)
        if request.method != "POST":
            return self.ask(request, answer, _("Publish the answer"), None)
        self.publish(request, Answer.objects.filter(pk=answer.pk))
        return redirect(self.page_of(answer))

    @action(description=_("Take off the page"), permissions=["decide"], url_path="take-off")
    def take_off(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return self.decide(request, get_object_or_404(Answer, pk=object_id))

    @action(description=_("Pin or unpin"), permissions=["decide"], url_path="pin")
    def pin(self, request: HttpRequest, object_id: int) -> HttpResponse:
        answer = get_object_or_404(Answer, pk=object_id)
        if request.method != "POST":
            title = _("Take the pin off") if answer.is_official else _("Pin as the official answer")
            return self.ask(request, answer, title, None)
        with refusals_shown(request):
            pin_answer(answer=answer, is_official=not answer.is_official, by=request.user, at=timezone.now())
        return redirect(self.page_of(answer))
