"""The two caches: the shared one on Redis, and one within the process for what may lag a second."""

from typing import Any, cast

from django.core.cache import BaseCache, caches
from django.core.cache.backends import redis as django_redis
from django.utils.connection import ConnectionProxy

near = cast(BaseCache, ConnectionProxy(caches, "near"))


class _OneClient(django_redis.RedisCacheClient):
    """A client for a thread. Django makes a new one for every call, which costs more than the call itself."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._clients: dict[int, Any] = {}

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        index: int = self._get_connection_pool_index(write)  # type: ignore[attr-defined]  # Django's, undeclared
        if index not in self._clients:
            self._clients[index] = super().get_client(key, write=write)
        return self._clients[index]


class RedisCache(django_redis.RedisCache):
    """Django's, with that client."""

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = _OneClient
