"""The shared cache on Redis, with one client for a thread instead of a new one for every call (which cost more than
the call itself)."""

from typing import Any

from django.core.cache.backends import redis as django_redis


class _OneClient(django_redis.RedisCacheClient):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._clients: dict[int, Any] = {}

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        index = self._get_connection_pool_index(write)
        if index not in self._clients:
            self._clients[index] = super().get_client(key, write=write)
        return self._clients[index]


class RedisCache(django_redis.RedisCache):
    """Django's, with that client."""

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = _OneClient
