"""Who calls the API, and what they may.

The token is looked up by its hash, with client, key, partner and customer in one query: allauth's own class asks three
times, leaves the caller nameless and answers 403 where a 401 belongs.
"""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from typing import Any

from allauth.idp.oidc.models import Token
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated, PermissionDenied, Throttled
from rest_framework.permissions import BasePermission
from rest_framework.throttling import BaseThrottle

from accounts.actions.partners import begin_call, bring_access, end_call, note_use
from accounts.models import Access, ApiCall
from accounts.rules.scopes import OF_ALL
from core.api import PUBLIC
from core.limits import within_limit
from core.sandbox import has_sandbox, in_sandbox, is_inside

REALM = 'Bearer realm="Regulars"'


class BearerToken(BaseAuthentication):
    """`Authorization: Bearer …` with an access token of a partner's key."""

    def authenticate(self, request: Any) -> tuple[Any, Access] | None:
        words = get_authorization_header(request).split()
        if not words:
            return None
        if len(words) != 2 or words[0].lower() != b"bearer" or not words[1].isascii():
            raise AuthenticationFailed("Send `Authorization: Bearer` and a token.")
        now = timezone.now()
        try:
            access = _access(words[1].decode(), now)
        except AuthenticationFailed:
            caller = BaseThrottle().get_ident(request)
            if not within_limit("api-tokens", [caller], most=settings.API_CALLS_OF_ANYBODY, seconds=60):
                raise Throttled(60, "Too many tokens that open nothing.") from None
            raise
        note_use(key=access.key, at=now)
        return access.customer, access

    def authenticate_header(self, request: Any) -> str:
        return f'{REALM}, error="invalid_token"' if get_authorization_header(request) else REALM


class Scoped(BasePermission):
    """The view names the scope of each of its actions; a method it does not have is a 405, not a 403."""

    def has_permission(self, request: Any, view: Any) -> bool:
        if view.action in (None, "metadata"):
            return True
        self._check(request, view.scopes.get(view.action))
        begin(request)
        return True

    @staticmethod
    def _check(request: Any, scope: str | None) -> None:
        if scope == PUBLIC:
            return
        if request.auth is None or scope is None:
            raise NotAuthenticated
        if scope not in request.auth.scopes:
            denied = PermissionDenied(f"This needs the scope {scope}.")
            denied.auth_header = f'{REALM}, error="insufficient_scope", scope="{scope}"'  # type: ignore[attr-defined]
            raise denied


def begin(request: Any) -> None:
    """The call is allowed and within its limits: one that may change something is written down, and one with a test key
    is done in the sandbox from here to its end."""
    access, now = request.auth, timezone.now()
    if access is None:
        return
    if request.method not in ("GET", "HEAD"):
        request._request.api_call = _written(access, request, now)
    if access.key.is_test:
        if not has_sandbox():
            raise AuthenticationFailed("This is a test key, and the shop has no sandbox.")
        request._request.sandbox = ExitStack()
        request._request.sandbox.enter_context(in_sandbox())
        if is_inside():
            request.auth = bring_access(access=access)
            request._user = request.auth.customer


def _written(access: Access, request: Any, at: datetime) -> ApiCall:
    return begin_call(
        key=access.key,
        customer=access.customer,
        method=request.method,
        path=request.path,
        request_id=request._request.request_id,
        at=at,
    )


class ApiCallMiddleware:
    """What a call that may change something was answered is written beside it; and a test key's sandbox is left."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            response = self.get_response(request)
        finally:
            if hasattr(request, "sandbox"):
                request.sandbox.close()
        call = getattr(request, "api_call", None)
        if call is not None:
            end_call(call=call, status=response.status_code)
        return response


def _access(value: str, at: datetime) -> Access:
    rows = Token.objects.valid().by_value(value).filter(type=Token.Type.ACCESS_TOKEN)
    token = rows.select_related("user", "client__partner_key__partner").first()
    key = getattr(token.client, "partner_key", None) if token and token.client else None
    if token is None or key is None:
        raise AuthenticationFailed("This token opens nothing. Fetch a new one.")
    if not key.is_valid(at):
        raise AuthenticationFailed("The key of this token is expired or revoked.")
    if token.user and not token.user.is_active:
        raise AuthenticationFailed("This customer's account is closed.")
    if token.user and (token.user.is_staff or token.user.is_superuser):
        raise AuthenticationFailed("Apps act for customers, not for people of the shop.")
    key.client = token.client
    scopes = frozenset(token.get_scopes()) & frozenset(token.client.get_scopes())
    if not key.partner.sees_all:
        scopes -= OF_ALL
    return Access(partner=key.partner, key=key, scopes=scopes, customer=token.user)
