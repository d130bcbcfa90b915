"""Friendly error pages that need neither the database nor a signed-in visitor."""

import sys

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from core.outages import DATABASE_AWAY, RETRY_AFTER_SECONDS


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(404)


def too_many_requests(request: HttpRequest, *, retry_after: int) -> HttpResponse:
    """For who goes on long after being told to wait; `retry_after` in seconds. Costs next to nothing to answer."""
    response = _page(429)
    response["Retry-After"] = str(retry_after)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """503 while the database is away or too slow: that passes, and the page says so."""
    if isinstance(sys.exception(), DATABASE_AWAY):
        response = _page(503)
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
        return response
    return _page(500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(403, csrf=True)


def _page(status: int, **context: object) -> HttpResponse:
    return HttpResponse(render_to_string(f"errors/{status}.html", context), status=status)
