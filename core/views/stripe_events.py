"""How Stripe's events come in, whatever they are about: believed only as far as their signature and their ids."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from core.stripe import BadSignature, ProviderEvent, read_event

LARGEST = 256_000
"""Bytes; Stripe's own events are far smaller."""


def take_event(request: HttpRequest, store: Callable[[ProviderEvent], object], secret: str = "") -> HttpResponse:
    """200 once the event is stored, 400 for what Stripe did not sign lately, 413 for what is too large to be one."""
    length = request.headers.get("Content-Length") or "0"
    if length.isdecimal() and int(length) > LARGEST:
        return _answer("too large", 413)
    if request.content_type != "application/json":  # a form's body is read before any view
        return _answer("not signed by Stripe", 400)
    try:
        event = read_event(request.body, request.headers.get("Stripe-Signature", ""), secret)
    except BadSignature:
        return _answer("not signed by Stripe", 400)
    store(event)
    return _answer("stored", 200)


def _answer(words: str, status: int) -> HttpResponse:
    return HttpResponse(f"{words}\n", status=status, content_type="text/plain")
