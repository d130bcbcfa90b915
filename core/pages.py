"""Whole pages kept for everybody, with holes for what is one visitor's own.

A cached page never holds a name, a basket or a token: templates leave `{% hole "basket" %}` there, and the middleware
fills each hole for the visitor at hand from `templates/holes/<name>.html`. So a page can be kept for all without ever
showing one visitor another's.
"""

import re
from collections.abc import Callable
from hashlib import sha256

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import get_language

HOLE = re.compile(rb"<!--hole:([a-z]+)-->")


def kept_page(key: str, seconds: int, build: Callable[[], HttpResponse]) -> HttpResponse:
    """The page under `key` in the visitor's language, built at most every `seconds`. Only a 200 is kept."""
    key = f"page:{get_language()}:{sha256(key.encode()).hexdigest()}"
    body = cache.get(key)
    if body is None:
        response = build()
        if response.status_code != 200:
            return response
        body = response.content
        cache.set(key, body, seconds)
    return HttpResponse(body)


class HolesMiddleware:
    """Fills the holes of every HTML answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.streaming or not response.get("Content-Type", "").startswith("text/html"):
            return response
        if b"<!--hole:" in response.content:
            response.content = HOLE.sub(lambda found: _fill(request, found[1].decode()), response.content)
            patch_vary_headers(response, ["Cookie"])
            patch_cache_control(response, private=True, no_cache=True)
        return response


def _fill(request: HttpRequest, name: str) -> bytes:
    if request.COOKIES or name == "csrf":
        return render_to_string(f"holes/{name}.html", request=request).encode()
    key = f"hole:{get_language()}:{name}"
    filled = cache.get(key)
    if filled is None:
        filled = render_to_string(f"holes/{name}.html", request=request).encode()
        cache.set(key, filled, 60)
    return filled
