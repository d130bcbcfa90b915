"""The moderators' queue: one card for each entry, decided by a key or a button; a hundred in ten minutes."""

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from core.admin.doors import staff_page
from core.admin.refusals import refusals_shown
from core.errors import Refused
from reviews.actions.disclosure import disclose_incentive
from reviews.actions.mails import product_of
from reviews.actions.moderation import dismiss_reports, hide_entry, publish_entry, reject_entry
from reviews.actions.replies import remove_reply, reply_to_review
from reviews.models import Decision, EntryState, Reply, Review
from reviews.models.queue import KINDS, appeal_notes, count_to_decide, entries_to_decide, entry_of, open_reports
from reviews.rules.reasons import REASONS
from reviews.rules.signs import SIGN_WORDS

SHOWN = 50
MAY = "reviews.change_review"


class DecisionForm(forms.Form):
    """What a card sends: `entry` is "review/12", any number of them."""

    entry = forms.MultipleChoiceField()
    deed = forms.ChoiceField(choices=[(deed, deed) for deed in ("publish", "reject", "keep")])
    reason = forms.ChoiceField(choices=[(code, code) for code in REASONS], required=False)
    note = forms.CharField(max_length=500, required=False)

    def __init__(self, *args: Any, **how: Any) -> None:
        super().__init__(*args, **how)
        self.fields["entry"].valid_value = lambda value: True  # type: ignore[attr-defined]  # looked up by the view


def queue_urls() -> list[URLPattern]:
    return [
        path("queue/", staff_page(queue, MAY), name="reviews_queue"),
        path("queue/decide/", staff_page(decide, MAY), name="reviews_decide"),
        path("queue/<str:kind>/<int:pk>/", staff_page(card, MAY), name="reviews_card"),
        path("queue/review/<int:pk>/reply/", staff_page(reply, MAY), name="reviews_reply"),
        path("queue/review/<int:pk>/incentive/", staff_page(disclose, MAY), name="reviews_disclose"),
    ]


def queue(request: HttpRequest) -> HttpResponse:
    """What waits, riskiest first; `?kind=` narrows it."""
    kind = request.GET.get("kind", "")
    if kind not in ("", *KINDS):
        raise Http404("there is no such kind")
    entries = entries_to_decide(kind, SHOWN)
    context = _context(request, entries) | {
        "kind": kind,
        "total": count_to_decide(kind),
        "counts": [(name, count_to_decide(name)) for name in KINDS],
    }
    return render(request, "admin/reviews/queue.html", context)


def card(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """One entry with its whole history, whatever its state."""
    try:
        entry = entry_of(kind, pk)
    except (ObjectDoesNotExist, KeyError) as error:
        raise Http404("there is no such entry") from error
    context = _context(request, [entry]) | {
        "history": Decision.objects.filter(**{kind: entry}).select_related("actor"),
        "reply": Reply.objects.filter(review=entry).first() if kind == "review" else None,
        "incentives": Review.Incentive.choices if kind == "review" else [],
        "can_reply": kind == "review" and entry.state == EntryState.PUBLISHED,
    }
    return render(request, "admin/reviews/card.html", context)


def decide(request: HttpRequest) -> HttpResponse:
    """Publish, turn down or keep one entry or many; each is refused or done by itself."""
    form = DecisionForm(request.POST)
    if request.method != "POST" or not form.is_valid():
        messages.error(request, gettext("Please choose entries and what to do with them."))
        return redirect("admin:reviews_queue")
    done, refused = 0, []
    for name in form.cleaned_data["entry"]:
        try:
            _decide(request, name, form.cleaned_data)
            done += 1
        except Refused as refusal:
            refused.append(refusal.detail)
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"done": done, "refused": refused}, status=409 if refused else 200)
    for words in dict.fromkeys(refused):
        messages.error(request, words)
    if done:
        messages.success(request, ngettext("%s entry is decided.", "%s entries are decided.", done) % done)
    to_queue = request.POST.get("back") == "queue"
    return redirect("admin:reviews_queue" if to_queue else _back(form.cleaned_data["entry"][0]))


def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """The shop's public answer under a review; empty takes it away."""
    review = Review.objects.filter(pk=pk).first()
    if review is None or request.method != "POST":
        raise Http404("there is no such review")
    text = request.POST.get("text", "")
    with refusals_shown(request):
        if text.strip() or "remove" not in request.POST:
            reply_to_review(review=review, text=text, by=request.user, at=timezone.now())
        else:
            remove_reply(review=review, by=request.user, at=timezone.now())
    return redirect("admin:reviews_card", "review", pk)


def disclose(request: HttpRequest, pk: int) -> HttpResponse:
    """What was given for a review."""
    review = Review.objects.filter(pk=pk).first()
    if review is None or request.method != "POST":
        raise Http404("there is no such review")
    with refusals_shown(request):
        said = request.POST.get("incentive", "")
        disclose_incentive(review=review, incentive=said, by=request.user, at=timezone.now())
    return redirect("admin:reviews_card", "review", pk)


def _decide(request: HttpRequest, name: str, said: dict[str, Any]) -> None:
    kind, _slash, pk = name.partition("/")
    try:
        entry = KINDS[kind]._default_manager.get(pk=int(pk))
    except (KeyError, ValueError, ObjectDoesNotExist) as error:
        raise Http404("there is no such entry") from error
    how = {"entry": entry, "by": request.user, "at": timezone.now(), "note": said["note"]}
    if said["deed"] == "publish":
        publish_entry(**how)
    elif said["deed"] == "keep":
        dismiss_reports(entry=entry, by=request.user, at=how["at"])
    elif entry.state == EntryState.PUBLISHED:
        hide_entry(**how, reason=said["reason"])
    else:
        reject_entry(**how, reason=said["reason"])


def _context(request: HttpRequest, entries: list[Any]) -> dict[str, Any]:
    reports, appeals, now = open_reports(entries), appeal_notes(entries), timezone.now()
    target = timedelta(hours=settings.MODERATION_HOURS)
    cards = [
        {
            "entry": entry,
            "name": f"{entry.kind}/{entry.pk}",
            "product": product_of(entry),
            "signs": [SIGN_WORDS.get(sign, sign) for sign in entry.risks],
            "reports": reports.get((entry.kind, entry.pk), []),
            "appeal": appeals.get((entry.kind, entry.pk), ""),
            "is_shown": entry.state == EntryState.PUBLISHED,
            "is_late": bool(entry.submitted_at and entry.submitted_at + target < now),
            "due_at": (entry.submitted_at or entry.created_at) + target,
        }
        for entry in entries
    ]
    return admin.site.each_context(request) | {
        "title": gettext("To decide"),
        "cards": cards,
        "reasons": list(enumerate(REASONS.items(), 1)),
        "hours": settings.MODERATION_HOURS,
    }


def _back(name: str) -> str:
    kind, _slash, pk = name.partition("/")
    return reverse("admin:reviews_card", args=[kind, pk])
