"""The two caches: the shared one on Redis, and one within the process for what may lag a second.

While Redis is away each process keeps and counts for itself, so pages are served and limits hold all the same.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.core.cache import BaseCache, caches
from django.core.cache.backends import redis as django_redis
from django.core.cache.backends.locmem import LocMemCache
from django.utils.connection import ConnectionProxy

from core.outages import Outage

near = cast(BaseCache, ConnectionProxy(caches, "near"))
cache_server = Outage("cache", failures=1, rest_seconds=3)
CONNECT_SECONDS, ANSWER_SECONDS = 0.3, 0.5
OPERATIONS = ["add", "get", "set", "touch", "delete", "get_many", "set_many", "delete_many", "has_key", "incr", "clear"]
KEPT_ASIDE = 10_000
"""Entries at most while Redis is away; those that nobody asked for longest go first."""


class _OneClient(django_redis.RedisCacheClient):
    """A client for a thread. Django makes a new one for every call, which costs more than the call itself."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._clients: dict[int, Any] = {}
        self._pool_options |= {  # type: ignore[attr-defined]  # Django's, undeclared
            "socket_connect_timeout": CONNECT_SECONDS,
            "socket_timeout": ANSWER_SECONDS,
            "retry": self.library.retry.Retry(self.library.backoff.NoBackoff(), 1),  # a connection may be stale
        }

    @property
    def library(self) -> Any:
        return self._lib  # type: ignore[attr-defined]  # Django's, undeclared

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        index: int = self._get_connection_pool_index(write)  # type: ignore[attr-defined]  # Django's, undeclared
        if index not in self._clients:
            self._clients[index] = super().get_client(key, write=write)
        return self._clients[index]


class RedisCache(django_redis.RedisCache):
    """Django's, with that client, short waits, and the process's own memory for as long as Redis is away."""

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = _OneClient
        self.aside = LocMemCache("aside", {**params, "OPTIONS": {"MAX_ENTRIES": KEPT_ASIDE}})

    @property
    def faults(self) -> tuple[type[Exception], ...]:
        client = cast(_OneClient, self._cache)
        return client.library.exceptions.RedisError, OSError


def _or_aside(name: str) -> Callable[..., Any]:
    """The operation of that name at Redis, or in the process's memory while Redis is away."""
    ask, ask_aside = getattr(django_redis.RedisCache, name), getattr(LocMemCache, name)

    @wraps(ask)
    def operation(self: RedisCache, *args: Any, **how: Any) -> Any:
        if not cache_server.is_on():
            try:
                answer = ask(self, *args, **how)
            except self.faults as error:
                cache_server.note_failure(error)
            else:
                cache_server.note_answer()
                return answer
        return ask_aside(self.aside, *args, **how)

    return operation


for _name in OPERATIONS:
    setattr(RedisCache, _name, _or_aside(_name))
