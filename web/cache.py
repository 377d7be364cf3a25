"""Django's cache in Valkey or Redis, with one client for all that a thread asks of it.

Django makes a client anew for every question, which took half as long as the question itself.
"""

from functools import cache
from typing import Any

from django.core.cache.backends.redis import RedisCache as DjangosRedisCache
from django.core.cache.backends.redis import RedisCacheClient


class _Client(RedisCacheClient):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._client: Any = cache(self._client)  # by the pool that it is to take connections from


class RedisCache(DjangosRedisCache):
    """The cache backend that `settings.CACHES` names."""

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = _Client
