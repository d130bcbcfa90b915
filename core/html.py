"""The HTML doors' one translation of a refusal, and small habits all of them share."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from core.errors import Refused


class RefusedMiddleware:
    """An action refused and the view did not say otherwise: tell the visitor and send them back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Refused) or request.path.startswith("/api/"):
            return None
        messages.error(request, error.detail)
        return redirect_back(request)


@contextmanager
def refusals_on(form: forms.BaseForm) -> Iterator[None]:
    """A refusal inside becomes the form's error. Check `form.is_valid()` or `form.errors` afterwards."""
    try:
        yield
    except Refused as refusal:
        form.add_error(None, refusal.detail)


def redirect_back(request: HttpRequest, fallback: str = "/") -> HttpResponseRedirect:
    """To the `next` of the form, else to where the visitor came from, else to `fallback`; never off the shop."""
    for target in (request.POST.get("next"), request.headers.get("Referer")):
        if target and url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
            return HttpResponseRedirect(target)
    return redirect(fallback)
