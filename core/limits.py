"""Limits against guessing, counted per key in the shared cache."""

from collections.abc import Iterable
from hashlib import sha256

from django.core.cache import cache
from django.http import HttpRequest
from rest_framework.throttling import BaseThrottle


def within_limit(what: str, keys: Iterable[str], *, most: int, seconds: int) -> bool:
    """Count one try for each key; False once any of them had more than `most` within `seconds`."""
    counts = [count_try(what, key, seconds) for key in keys]
    return max(counts, default=0) <= most


def is_spent(what: str, key: str, *, most: int) -> bool:
    """Whether a key has had its tries already; this is none."""
    return int(cache.get(_name(what, key), 0)) >= most


def _name(what: str, key: str) -> str:
    return f"limit:{what}:{sha256(key.casefold().encode()).hexdigest()}"


def address_of(request: HttpRequest) -> str:
    """From where the call comes: what the first of our own proxies saw (`TRUSTED_PROXIES`), and no other's claim."""
    return BaseThrottle().get_ident(request) or ""  # type: ignore[arg-type]  # it reads META alone


def count_try(what: str, key: str, seconds: int) -> int:
    """How many tries of that key there were within `seconds`, with this one."""
    name = _name(what, key)
    for _try in range(2):
        try:
            return cache.incr(name)
        except ValueError:  # the first one, or the last ones have expired
            if cache.add(name, 1, seconds):
                return 1
    return 1
