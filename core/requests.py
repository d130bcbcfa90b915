"""A name for each request, by which a caller and the shop's log speak of the same one."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

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
