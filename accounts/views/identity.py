"""Before allauth's provider: how often tokens may be asked for, and only proofs that prove something."""

from allauth.idp.oidc import views
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from core.limits import within_limit
from core.views.errors import bad_request

TOKENS_A_MINUTE = 60
"""For one address: a key needs one an hour. Looking at a secret is work that nobody may have us do all day."""


@csrf_exempt  # programs post here without a page of ours
def token(request: HttpRequest) -> HttpResponseBase:
    if not within_limit("oauth-token", [request.META.get("REMOTE_ADDR", "")], most=TOKENS_A_MINUTE, seconds=60):
        words = {
            "error": "slow_down",
            "error_description": "Too many tokens were asked for. A token is good for an hour.",
        }
        return JsonResponse(words, status=429, headers={"Retry-After": "60"})
    return views.token(request)


def authorize(request: HttpRequest) -> HttpResponse | HttpResponseBase:
    """A challenge that is the verifier itself (`plain`) protects nobody: only S256 is taken (RFC 9700, 2.1.1)."""
    challenged = "code_challenge" in request.GET
    if challenged and request.GET.get("code_challenge_method") != "S256":
        return bad_request(request)
    return views.authorization(request)
