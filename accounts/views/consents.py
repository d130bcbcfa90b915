"""The way out of a kind of mail, without signing in."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.actions.consents import UNSUBSCRIBE, Topic, withdraw_consent
from accounts.models import User
from core.links import LinkNotValid, read_link

VALID_FOR = timedelta(days=3650)


@csrf_exempt  # RFC 8058: mail programs post here without a page of ours
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscription(request: HttpRequest, token: str) -> HttpResponse:
    """One click in the mail program, or one button on this page."""
    topic, _slash, pk = read_link(UNSUBSCRIBE, token, VALID_FOR).partition("/")
    if topic not in Topic.values:
        raise LinkNotValid
    user = get_object_or_404(User, pk=pk, closed_at=None)
    if request.method == "POST":
        withdraw_consent(user=user, topic=Topic(topic))
    context = {"done": request.method == "POST", "email": user.email}
    return render(request, "accounts/account/unsubscription.html", context)
