"""What a call is told that cannot be answered: RFC 9457 problems, one shape and a stable code for each.

`type` leads to the page that says what the code means and what to do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from core.errors import Refused, TooOften
from core.outages import DATABASE_AWAY, RETRY_AFTER_SECONDS

MEDIA_TYPE = "application/problem+json"
PAGE = "/api/v1/problems/"


@dataclass(frozen=True)
class Code:
    """A kind of problem: its HTTP status, what it means and what to do, for developers."""

    status: int
    title: str
    advice: str


CODES: Mapping[str, Code] = {
    "invalid": Code(400, "Some of it is not as it should be", "`errors` names each field and what is wrong with it."),
    "parse_error": Code(400, "The body cannot be read", "Send JSON in UTF-8 with `Content-Type: application/json`."),
    "bad_request": Code(400, "The request cannot be read", "Look for characters that do not belong into an address."),
    "not_authenticated": Code(401, "A token is missing", "Send `Authorization: Bearer …` with a token of your key."),
    "authentication_failed": Code(401, "The token opens nothing", "It is wrong, over or revoked: fetch a new one."),
    "permission_denied": Code(403, "The key may not do that", "Ask the shop for a key with the scope that is named."),
    "not_found": Code(404, "There is no such thing", "It does not exist, or the key may not see it."),
    "method_not_allowed": Code(405, "This cannot be done there", "`Allow` names what can."),
    "not_acceptable": Code(406, "Only JSON is spoken here", "Send `Accept: application/json`, or none."),
    "refused": Code(409, "A rule of the shop says no", "`code` and `detail` say which; nothing was changed."),
    "in_flight": Code(409, "The same call is being answered", "Wait for `Retry-After` seconds and send it again."),
    "changed_meanwhile": Code(412, "It was changed since you read it", "Read it again, then send your change."),
    "too_large": Code(413, "That is too much at once", "Send at most 2.5 MB in a call."),
    "unsupported_media_type": Code(415, "Only JSON is read here", "Send `Content-Type: application/json`."),
    "key_reused": Code(422, "The key was used for another call", "Take a new `Idempotency-Key` for a new call."),
    "throttled": Code(429, "Too many calls", "Wait for `Retry-After` seconds. `RateLimit-*` say what is left."),
    "server_error": Code(500, "We made a mistake", "Tell us the `request_id`. Nothing was half-written."),
    "unavailable": Code(503, "The shop is away for a moment", "Send it again after `Retry-After` seconds."),
}
"""Every kind of problem; a refusal has a code of its own and the status that `kind_of` says."""

PLAIN = {"detail", "non_field_errors"}


class Changed(exceptions.APIException):
    """What was to be changed is not any more as the caller read it (RFC 9110, 13.1.1)."""

    status_code = 412
    default_code = "changed_meanwhile"
    default_detail = "It was changed since you read it."


class TooLarge(exceptions.APIException):
    status_code = 413
    default_code = "too_large"
    default_detail = "That is too much at once."


def answer_problem(error: Exception, context: dict[str, Any]) -> Response | None:
    """The exception handler of every REST door. None for what nobody foresaw, which is a 500."""
    request = context["request"]
    if isinstance(error, DATABASE_AWAY):
        words = gettext("The shop cannot be reached at the moment. Please try again in a minute.")
        return _response(request, "unavailable", words, {"Retry-After": str(RETRY_AFTER_SECONDS)})
    if isinstance(error, Refused):
        kind = kind_of(type(error))
        wait = error.wait_seconds if isinstance(error, TooOften) else RETRY_AFTER_SECONDS
        headers = {} if kind == "refused" else {"Retry-After": str(wait)}
        return _response(request, kind, error.detail, headers, code=error.code)
    answer = exception_handler(error, context)
    if answer is None:
        return None
    code, words = _told(error)
    headers = {name: value for name, value in answer.headers.items() if name not in ("Content-Type", "Vary")}
    return _response(request, code, words, headers, errors=_errors(error), status=answer.status_code)


def kind_of(refusal: type[Refused]) -> str:
    """Of the codes above, the one with a refusal's status: some pass with time."""
    if issubclass(refusal, TooOften):
        return "throttled"
    return "unavailable" if refusal.passes else "refused"


def problem_page(request: HttpRequest, code: str) -> HttpResponse:
    """The same for what no REST door was reached by: an unknown address, a fault."""
    kind = CODES[code]
    body = _body(request, code, kind.title + ".", kind.status)
    headers = {"Retry-After": str(RETRY_AFTER_SECONDS)} if kind.status == 503 else {}
    return JsonResponse(body, status=kind.status, content_type=MEDIA_TYPE, headers=headers)


def _response(
    request: Any,
    kind: str,
    words: str,
    headers: Mapping[str, str] | None = None,
    *,
    code: str = "",
    errors: Sequence[dict[str, str]] = (),
    status: int = 0,
) -> Response:
    status = status or CODES[kind].status
    body = _body(request, code or kind, words, status)
    if errors:
        body["errors"] = list(errors)
    return Response(body, status=status, headers=dict(headers or {}), content_type=MEDIA_TYPE)


def _body(request: Any, code: str, words: str, status: int) -> dict[str, Any]:
    title = CODES[code].title if code in CODES else CODES["refused"].title
    return {
        "type": f"{settings.BASE_URL}{PAGE}#{code}",
        "title": title,
        "status": status,
        "code": code,
        "detail": words,
        "request_id": getattr(request, "request_id", ""),
    }


def _told(error: Exception) -> tuple[str, str]:
    """The code of the problem, and its words in one sentence."""
    if isinstance(error, Http404):
        return "not_found", CODES["not_found"].title + "."
    if isinstance(error, PermissionDenied):
        return "permission_denied", CODES["permission_denied"].title + "."
    if isinstance(error, exceptions.ValidationError):
        first = next(iter(_errors(error)), None)
        return "invalid", f"{first['field']}: {first['detail']}" if first and first["field"] else _first_words(error)
    if isinstance(error, exceptions.APIException):
        return error.default_code, str(error.detail)
    return "server_error", CODES["server_error"].title


def _first_words(error: exceptions.ValidationError) -> str:
    return next((row["detail"] for row in _errors(error)), CODES["invalid"].title + ".")


def _errors(error: Exception) -> list[dict[str, str]]:
    """What is wrong, a row for each: where (`lines.0.quantity`), a code and a sentence."""
    return list(_rows(error.detail, "")) if isinstance(error, exceptions.ValidationError) else []


def _rows(detail: Any, where: str) -> Any:
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            here = where if str(name) in PLAIN else f"{where}.{name}".strip(".")
            yield from _rows(inner, here)
    elif isinstance(detail, list | tuple):
        for number, inner in enumerate(detail):
            nested = isinstance(inner, Mapping | list)
            yield from _rows(inner, f"{where}.{number}".strip(".") if nested else where)
    else:
        yield {"field": where, "code": getattr(detail, "code", "invalid") or "invalid", "detail": str(detail)}
