"""Which mails the shop may send: a page of the account, and the same by a link from each such mail."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.actions.consents import CHOOSE, WEEKLY_TOPICS, choose_mails, frequency_of, withdraw_consent
from accounts.forms.consents import ChoicesForm
from accounts.models import ConsentSource, Topic, User
from core.links import LinkNotValid, read_link

VALID_FOR = timedelta(days=3650)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mail_choices(request: HttpRequest) -> HttpResponse:
    """Every kind of mail with its box."""
    form = _form(request.user, request if request.method == "POST" else None)
    if _choose(request, request.user, form, ConsentSource.ACCOUNT):
        messages.success(request, gettext("Your choice is saved."))
        return redirect("accounts:mail-choices")
    return render(request, "accounts/account/mails.html", {"form": form}, status=422 if form.is_bound else 200)


@csrf_exempt  # RFC 8058: mail programs post here without a page of ours
@require_http_methods(["GET", "HEAD", "POST"])
def mail_choices_link(request: HttpRequest, token: str) -> HttpResponse:
    """The same without signing in. A post that chooses nothing, as mail programs send it, ends the mail's own kinds."""
    topics, pk = _read(token)
    user = get_object_or_404(User, pk=pk, closed_at=None)
    form = _form(user, request if "choices" in request.POST else None)
    done = ""
    if _choose(request, user, form, ConsentSource.MAIL):
        done = "saved"
    elif request.method == "POST" and not form.is_bound:
        withdraw_consent(user=user, topics=topics, source=ConsentSource.MAIL)
        done = "withdrawn"
    user.refresh_from_db()
    shown = form if form.errors else _form(user, None)
    context = {"form": shown, "done": done, "email": user.email, "topics": topics}
    return render(request, "accounts/account/mails_link.html", context, status=422 if form.errors else 200)


def _read(token: str) -> tuple[list[Topic], str]:
    """What a link in a mail is about, and whose it is. Raises LinkNotValid."""
    names, _slash, pk = read_link(CHOOSE, token, VALID_FOR).partition("/")
    if not set(names.split("+")) <= set(Topic.values):
        raise LinkNotValid
    return [Topic(name) for name in names.split("+")], pk


def _form(user: User, sent: HttpRequest | None) -> ChoicesForm:
    known = {topic: frequency_of(user, topic) for topic in Topic}
    return ChoicesForm(sent.POST if sent else None, known=known, weekly=WEEKLY_TOPICS)


def _choose(request: HttpRequest, user: User, form: ChoicesForm, source: ConsentSource) -> bool:
    """Whether something was chosen: box by box, or with the one button for none at all."""
    if request.method == "POST" and "none" in request.POST:
        withdraw_consent(user=user, topics=Topic, source=source)
        return True
    if not form.is_valid():
        return False
    choose_mails(user=user, choices=form.chosen, source=source)
    return True
