"""The map of the API: every route with its methods and the actions that answer them."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

PREFIX = "api/v1/"


def api_routes() -> Iterator[tuple[str, str, str, Any]]:
    """(route, method, action, view class) of every route that a Resource answers."""
    for route, pattern in _below(get_resolver(), ""):
        actions = getattr(pattern.callback, "actions", None)
        if route.startswith(PREFIX) and actions:
            for method, action in actions.items():
                if method != "head":
                    yield route, method.upper(), action, pattern.callback.cls  # type: ignore[attr-defined]


def _below(node: URLResolver, prefix: str) -> Iterator[tuple[str, URLPattern]]:
    for child in node.url_patterns:
        route = prefix + str(child.pattern)
        if isinstance(child, URLResolver):
            yield from _below(child, route)
        else:
            yield route, child
