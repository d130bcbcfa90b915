"""Friendly error pages that need neither the database nor a signed-in visitor."""

import sys

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from core.api.problems import problem_page
from core.outages import DATABASE_AWAY, RETRY_AFTER_SECONDS


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return problem_page(request, "bad_request") if _is_api(request) else _page(400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return problem_page(request, "permission_denied") if _is_api(request) else _page(403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return problem_page(request, "not_found") if _is_api(request) else _page(404)


def too_many_requests(request: HttpRequest, *, retry_after: int) -> HttpResponse:
    """For who goes on long after being told to wait; `retry_after` in seconds. Costs next to nothing to answer."""
    response = _page(429)
    response["Retry-After"] = str(retry_after)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """503 while the database is away or too slow: that passes, and the page says so."""
    is_away = isinstance(sys.exception(), DATABASE_AWAY)
    if _is_api(request):
        return problem_page(request, "unavailable" if is_away else "server_error")
    return _page(503) if is_away else _page(500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(403, csrf=True)


def _is_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def _page(status: int, **context: object) -> HttpResponse:
    response = HttpResponse(render_to_string(f"errors/{status}.html", context), status=status)
    if status == 503:
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response
