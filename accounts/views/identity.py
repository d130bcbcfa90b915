"""Before allauth's provider: how often it may be asked, and only proofs and addresses that prove something."""

import base64
import binascii
import json
from collections.abc import Callable

from allauth.idp.oidc import views
from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from accounts.actions.codes import end_what_it_gave, family_of, renew, spend_code
from accounts.models import PartnerKey
from accounts.rules.redirects import form_source, is_same
from core.limits import address_of, within_limit
from core.views.errors import bad_request

TOKENS_A_MINUTE = 60
"""For one address: a key needs one an hour. Looking at a secret is work that nobody may have us do all day."""


@csrf_exempt  # programs post here without a page of ours
def token(request: HttpRequest) -> HttpResponseBase:
    return _guarded(request, _fetch)


@csrf_exempt
def revoke(request: HttpRequest) -> HttpResponseBase:
    return _guarded(request, views.revoke)


def authorize(request: HttpRequest) -> HttpResponse | HttpResponseBase:
    """Asks the customer, for an app whose key is good and that waits exactly where it said it would.

    A challenge that is the verifier itself (`plain`) protects nobody: only S256 is taken (RFC 9700, 2.1.1). An address
    that is only like the registered one may be somebody else's (RFC 9700, 2.1).
    """
    challenged = "code_challenge" in request.GET
    if challenged and request.GET.get("code_challenge_method") != "S256":
        return bad_request(request)
    if "client_id" in request.GET and not _is_expected(request.GET["client_id"], request.GET.get("redirect_uri")):
        return bad_request(request)
    response = views.authorization(request)
    client = (getattr(response, "context_data", None) or {}).get("client")
    if client is None:
        return response
    # The form leads to us and from there to the app: a browser asks the page's policy about both.
    places = [form_source(uri) for uri in client.get_redirect_uris()]
    return csp_update({"form-action": places})(lambda _request: response)(request)


def _is_expected(client_id: str, redirect_uri: str | None) -> bool:
    """Whether this is an app with a good key, and the address one of its own."""
    key = PartnerKey.objects.valid(timezone.now()).select_related("client").filter(client_id=client_id).first()
    if key is None:
        return False
    known = key.client.get_redirect_uris()
    return redirect_uri is None or any(is_same(redirect_uri, one) for one in known)


def _fetch(request: HttpRequest) -> HttpResponseBase:
    """Gives tokens; for a customer's code only once, and what is renewed stays of its family."""
    code = request.POST.get("code", "") if request.POST.get("grant_type") == "authorization_code" else ""
    renewed = request.POST.get("refresh_token", "") if request.POST.get("grant_type") == "refresh_token" else ""
    family = family_of(renewed) if renewed else ""
    answer = views.token(request)
    if answer.status_code != 200:
        if code:
            end_what_it_gave(code)
        return answer
    given = json.loads(answer.content)
    renew(family, given)
    if code and not spend_code(code, given):
        return JsonResponse({"error": "invalid_grant"}, status=400, headers={"Cache-Control": "no-store"})
    return answer


def _guarded(request: HttpRequest, view: Callable[[HttpRequest], HttpResponseBase]) -> HttpResponseBase:
    if not within_limit("oauth-token", [address_of(request)], most=TOKENS_A_MINUTE, seconds=60):
        words = {
            "error": "slow_down",
            "error_description": "Too many tokens were asked for. A token is good for an hour.",
        }
        return JsonResponse(words, status=429, headers={"Retry-After": "60"})
    if _has_nul(request.headers.get("Authorization", "")):
        return JsonResponse({"error": "invalid_client"}, status=401, headers={"WWW-Authenticate": "Basic"})
    return view(request)


def _has_nul(authorization: str) -> bool:
    """Databases refuse such an id, so it is nobody's. (A bearer's token is letters, not bytes written in letters.)"""
    scheme, _, proof = authorization.partition(" ")
    try:
        return scheme.lower() == "basic" and b"\0" in base64.b64decode(proof)
    except (binascii.Error, ValueError):
        return False
