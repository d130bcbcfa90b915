"""Before anything else: each request has a name, by which caller and log speak of the same one, and an address."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.middleware.common import CommonMiddleware

from core.codes import new_code

HEADER = "X-Request-Id"
SENSIBLE = re.compile(r"[A-Za-z0-9._-]{8,64}")


class RequestIdMiddleware:
    """Takes the name that a proxy or caller gave, if it is a sensible one, else gives one; the answer carries it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get(HEADER, "")
        request.request_id = given if SENSIBLE.fullmatch(given) else f"req_{new_code(20)}"  # type: ignore[attr-defined]
        response = self.get_response(request)
        response.headers[HEADER] = request.request_id  # type: ignore[attr-defined]
        return response


class SlashMiddleware(CommonMiddleware):
    """Django's, but for calls of the API that would do something: programs that are sent on repeat them as a GET, which
    does nothing and looks like success (RFC 9110, 15.4.2). For them there is no such address.
    """

    def should_redirect_with_slash(self, request: HttpRequest) -> bool:
        is_doing = request.method not in ("GET", "HEAD") and request.path_info.startswith("/api/")
        return not is_doing and super().should_redirect_with_slash(request)
