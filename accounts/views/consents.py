"""Which mails the shop may send: a page of the account, and the same by a link from each such mail."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.actions.consents import CHOOSE, Topic, choose_mails, withdraw_consent
from accounts.forms.consents import ChoicesForm
from accounts.models import User
from core.links import LinkNotValid, read_link

VALID_FOR = timedelta(days=3650)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mail_choices(request: HttpRequest) -> HttpResponse:
    """Every kind of mail with its box."""
    form = _form(request, request.user)
    if form.is_valid():
        choose_mails(user=request.user, topics=form.chosen)
        messages.success(request, gettext("Your choice is saved."))
        return redirect("accounts:mail-choices")
    return render(request, "accounts/account/mails.html", {"form": form})


@csrf_exempt  # RFC 8058: mail programs post here without a page of ours
@require_http_methods(["GET", "HEAD", "POST"])
def mail_choices_link(request: HttpRequest, token: str) -> HttpResponse:
    """The same without signing in. A post that chooses nothing, as mail programs send it, ends the mail's own kind."""
    name, _slash, pk = read_link(CHOOSE, token, VALID_FOR).partition("/")
    if name not in Topic.values:
        raise LinkNotValid
    user = get_object_or_404(User, pk=pk, closed_at=None)
    done = ""
    if request.method == "POST" and "choices" in request.POST:
        form = _form(request, user)
        form.full_clean()
        choose_mails(user=user, topics=form.chosen)
        done = "saved"
    elif request.method == "POST":
        withdraw_consent(user=user, topic=Topic(name))
        done = "withdrawn"
    user.refresh_from_db()
    context = {"form": _form(None, user), "done": done, "email": user.email, "topic": Topic(name).label}
    return render(request, "accounts/account/mails_link.html", context)


def _form(request: HttpRequest | None, user: User) -> ChoicesForm:
    known = {topic.value: getattr(user, topic.value) for topic in Topic}
    sent = request.POST if request is not None and request.method == "POST" else None
    return ChoicesForm(sent, initial=known, topics=Topic.choices)
