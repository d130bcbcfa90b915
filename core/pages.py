"""Whole pages kept for everybody, with holes for what is one visitor's own.

A cached page never holds a name, a basket or a token: templates leave `{% hole "basket" %}` there, and the middleware
fills each hole for the visitor at hand from `templates/holes/<name>.html`. So a page can be kept for all without ever
showing one visitor another's.
"""

import re
from collections.abc import Callable
from hashlib import sha256
from typing import cast

from django.conf import settings
from django.core.cache import BaseCache, cache
from django.http import HttpRequest, HttpResponse
from django.template.backends.utils import csrf_input
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.crypto import get_random_string
from django.utils.translation import get_language
from django_htmx.middleware import HtmxDetails

from core.cache import near

KEEP_HOLES_SECONDS = 60
EPOCH = "pages:epoch"
HOLE = re.compile(rb"<!--hole:([a-z]+)-->")


def kept_page(key: str, seconds: int, build: Callable[[], HttpResponse]) -> HttpResponse:
    """The page under `key` in the visitor's language, built at most every `seconds`. Only a 200 is kept."""
    return _kept(cache, f"{_epoch()}:{key}", seconds, build)


def forget_pages() -> None:
    """Something changed that stands on many pages: all of them are built anew, everywhere within a second."""
    cache.set(EPOCH, get_random_string(8), None)
    near.delete(EPOCH)


def brief_page(key: str, build: Callable[[], HttpResponse]) -> HttpResponse:
    """The same for a second and in this process alone: a page that many ask for at once is looked up once."""
    return _kept(near, key, 1, build)


def _epoch() -> str:
    """What every kept page's key begins with; looked up once a second."""
    return near.get_or_set(EPOCH, lambda: cache.get(EPOCH, ""), 1) or ""


def _kept(pages: BaseCache, key: str, seconds: int, build: Callable[[], HttpResponse]) -> HttpResponse:
    key = f"page:{get_language()}:{sha256(key.encode('utf-8', 'replace')).hexdigest()}"
    body = pages.get(key)
    if body is None:
        response = build()
        if response.status_code != 200:
            return response
        body = response.content
        pages.set(key, body, seconds)
    return HttpResponse(body)


def part_of(request: HttpRequest) -> str:
    """Whether the script on a page asks for its part that changes ("part") or a browser for all of it ("page")."""
    asked = cast(HtmxDetails, request.htmx)  # type: ignore[attr-defined]  # put there by a middleware
    return "part" if asked and not asked.boosted else "page"


class HolesMiddleware:
    """Fills the holes of every HTML answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.streaming or not response.get("Content-Type", "").startswith("text/html"):
            return response
        names = {found.decode() for found in HOLE.findall(response.content)}
        if names:
            filled = _fill(request, names)
            response.content = HOLE.sub(lambda found: filled[found[1].decode()], response.content)
            patch_vary_headers(response, ["Cookie"])
            patch_cache_control(response, private=True, no_cache=True)
        return response


def _fill(request: HttpRequest, names: set[str]) -> dict[str, bytes]:
    """What everybody without cookies of their own sees is drawn once a minute."""
    token = {"csrf": csrf_input(request).encode()} if "csrf" in names else {}
    asked = names - token.keys()
    if not settings.IMPERSONAL_COOKIES.issuperset(request.COOKIES):
        return token | {name: _draw(request, name) for name in asked}
    keys = {f"hole:{get_language()}:{name}": name for name in asked}
    kept = near.get_many(keys)
    fresh = {key: _draw(request, name) for key, name in keys.items() if key not in kept}
    if fresh:
        near.set_many(fresh, KEEP_HOLES_SECONDS)
    return token | {keys[key]: html for key, html in {**kept, **fresh}.items()}


def _draw(request: HttpRequest, name: str) -> bytes:
    return render_to_string(f"holes/{name}.html", request=request).encode()
