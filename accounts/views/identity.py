"""Before allauth's provider: how often tokens may be asked for, and only proofs that prove something."""

from allauth.idp.oidc import views
from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from accounts.rules.redirects import form_source
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
    response = views.authorization(request)
    client = (getattr(response, "context_data", None) or {}).get("client")
    if client is None:
        return response
    # The form leads to us and from there to the app: a browser asks the page's policy about both.
    places = [form_source(uri) for uri in client.get_redirect_uris()]
    return csp_update({"form-action": places})(lambda _request: response)(request)
