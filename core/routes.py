"""The map of the whole site: every address it answers, also those of its libraries."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver


def every_route() -> Iterator[tuple[str, URLPattern]]:
    """(route, pattern); of two with the same route the first answers."""
    yield from _below(get_resolver(), "")


def _below(node: URLResolver, prefix: str) -> Iterator[tuple[str, URLPattern]]:
    for child in node.url_patterns:
        route = prefix + str(child.pattern)
        if isinstance(child, URLResolver):
            yield from _below(child, route)
        else:
            yield route, child
