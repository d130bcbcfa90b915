"""What no door ever wants: NUL bytes and control characters in a query or a form are a 400, never a 500."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, QueryDict

QUERY_AT_MOST = 12_000


class CleanInputMiddleware:
    """Refuses NUL bytes in addresses, queries and form fields before any view reads them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> None:
        if "\0" in request.path or len(request.META.get("QUERY_STRING", "")) > QUERY_AT_MOST or _has_nul(request.GET):
            raise BadRequest("The address holds characters that no page understands.")
        if request.method == "POST" and _is_form(request) and _has_nul(request.POST):
            raise BadRequest("The form holds characters that no page understands.")


def _is_form(request: HttpRequest) -> bool:
    return (request.content_type or "") in ("application/x-www-form-urlencoded", "multipart/form-data")


def _has_nul(fields: QueryDict) -> bool:
    return any("\0" in name or any("\0" in value for value in values) for name, values in fields.lists())
