"""Searching as the search page does it: one function for the page and for whoever measures it."""

from hashlib import sha256

from django.core.cache import cache

from shop.search import backend
from shop.search.base import SearchResult

QUERY_AT_MOST = 200
RESULTS_AT_MOST = 1000
KEEP_SECONDS = 30


def tidy(text: str) -> str:
    """The text as it is searched for: its first QUERY_AT_MOST characters, with single blanks."""
    return " ".join(text[:QUERY_AT_MOST].split())


def search_key(text: str) -> str:
    """A name for the search in caches."""
    return f"found:{sha256(text.casefold().encode('utf-8', 'replace')).hexdigest()}"


def search_products(text: str) -> SearchResult:
    """The products that answer the text, best first; kept for KEEP_SECONDS, so look once more which are listed."""
    found = cache.get(search_key(text))
    if found is None:
        found = backend().search(text, RESULTS_AT_MOST)
        cache.set(search_key(text), found, KEEP_SECONDS)
    return found
