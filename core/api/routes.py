"""The map of the API: every route with its methods and the actions that answer them."""

from collections.abc import Iterator
from typing import Any

from core.routes import every_route

PREFIX = "api/v1/"


def api_routes() -> Iterator[tuple[str, str, str, Any]]:
    """(route, method, action, view class) of every route that a Resource answers."""
    for route, pattern in every_route():
        actions = getattr(pattern.callback, "actions", None)
        if route.startswith(PREFIX) and actions:
            for method, action in actions.items():
                if method != "head":
                    yield route, method.upper(), action, pattern.callback.cls  # type: ignore[attr-defined]
