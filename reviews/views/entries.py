"""What readers and writers do with a review, question or answer: vote, report, withdraw, appeal."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from core.html import redirect_back
from core.limits import within_limit
from core.links import LinkNotValid, read_link
from reviews.actions.mails import APPEAL, product_of
from reviews.actions.moderation import appeal_entry, report_entry, withdraw_entry
from reviews.actions.votes import cast_vote
from reviews.forms.entries import AppealForm, ReportForm
from reviews.models import Answer, Entry, EntryState, Question, Review, Vote
from reviews.rules.eligibility import LINK_VALID_FOR
from reviews.rules.reasons import REASONS

KINDS: dict[str, type[Entry]] = {"review": Review, "question": Question, "answer": Answer}


@require_POST
def vote(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """`value` is "yes" or "no"; the same again takes it back. Who is not signed in is asked to, and comes back."""
    entry = _entry(request, kind, pk)
    if not request.user.is_authenticated:
        return _sign_in_first(request, f"{product_of(entry).get_absolute_url()}#{kind}-{pk}")
    if not isinstance(entry, Review | Answer) or request.POST.get("value") not in ("yes", "no"):
        raise Http404("there is no such vote")
    if not within_limit("vote", [str(request.user.pk)], most=200, seconds=3600):
        messages.error(request, gettext("That were very many votes. Please go on in an hour."))
        return redirect_back(request)
    is_helpful = request.POST["value"] == "yes"
    known = Vote.objects.filter(voter=request.user, **{kind: entry}).values_list("is_helpful", flat=True).first()
    wanted = None if known == is_helpful else is_helpful
    entry = cast_vote(entry=entry, by=request.user, is_helpful=wanted, at=timezone.now())
    if request.htmx:
        return render(request, "reviews/entries/_votes.html", {"entry": entry, "vote": wanted, "just_voted": True})
    return redirect_back(request, product_of(entry).get_absolute_url())


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Say what is wrong with it."""
    entry = _entry(request, kind, pk)
    form = ReportForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        report_entry(entry=entry, by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, gettext("Thank you. A person looks at it, usually within a day."))
        return redirect(product_of(entry).get_absolute_url() + f"#{kind}-{entry.pk}")
    context = {"form": form, "entry": entry, "product": product_of(entry)}
    return render(request, "reviews/entries/report.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Its writer takes it off the page."""
    entry = get_object_or_404(KINDS[kind].objects.exclude(state=EntryState.REMOVED), pk=pk, author=request.user)
    if request.method == "POST":
        withdraw_entry(entry=entry, at=timezone.now())
        messages.success(request, gettext("It is off the page."))
        return redirect("reviews:review-list")
    return render(request, "reviews/entries/withdraw.html", {"entry": entry, "product": product_of(entry)})


@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: HttpRequest, token: str) -> HttpResponse:
    """The writer of what was turned down asks for another look, by the link in the mail."""
    try:
        kind, _slash, pk = read_link(APPEAL, token, LINK_VALID_FOR).partition("/")
    except LinkNotValid as refusal:
        return render(request, "reviews/entries/refused.html", {"detail": refusal.detail}, status=410)
    entry = get_object_or_404(KINDS[kind], pk=pk)
    can_appeal = entry.can_move_to(EntryState.APPEALED)
    form = AppealForm(request.POST if request.method == "POST" else None)
    if can_appeal and form.is_valid():
        entry = appeal_entry(entry=entry, note=form.cleaned_data["note"], at=timezone.now())
        can_appeal = False
    context = {
        "form": form,
        "entry": entry,
        "product": product_of(entry),
        "can_appeal": can_appeal,
        "reason": REASONS.get(entry.reason, ""),
    }
    return render(request, "reviews/entries/appeal.html", context, status=422 if form.errors and can_appeal else 200)


def _sign_in_first(request: HttpRequest, target: str) -> HttpResponse:
    answer = redirect_to_login(target, settings.LOGIN_URL)
    return HttpResponseClientRedirect(answer.url) if request.htmx else answer


def _entry(request: HttpRequest, kind: str, pk: int) -> Entry:
    """One that this reader sees."""
    return get_object_or_404(KINDS[kind].objects.visible_to(request.user), pk=pk)
