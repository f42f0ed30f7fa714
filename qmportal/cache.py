"""The cache, as something the portal can do without."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import ConnectionError as NoConnection
from redis.exceptions import TimeoutError as NoAnswer

logger = logging.getLogger(__name__)


def without_redis(value: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Answer ``value`` when the server cannot be reached; a function of the arguments when it is one."""

    def decorate(method: Callable[..., Any]) -> Callable[..., Any]:
        def try_it(self: TolerantRedisCache, *args: Any, **kwargs: Any) -> Any:
            try:
                return method(self, *args, **kwargs)
            except (NoConnection, NoAnswer) as trouble:
                logger.warning("cache: %s fails, going on without (%s)", method.__name__, type(trouble).__name__)
                return value(*args, **kwargs) if callable(value) else value

        return try_it

    return decorate


class KeptClient(RedisCacheClient):
    """Django's, which makes a client for every question; one for each pool of connections serves all threads."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._clients: dict[Any, Any] = {}

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        django: Any = self  # the stubs leave out what its own get_client is made of
        pool = django._get_connection_pool(write)
        if pool not in self._clients:
            self._clients[pool] = django._client(connection_pool=pool)
        return self._clients[pool]


class TolerantRedisCache(RedisCache):
    """Django's Redis cache that is empty and forgets everything while the server is away.

    ``add`` then says that it added: whoever waits for a lock gets it. So sign-in goes on, for that time without rate
    limits; the log says so.
    """

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = KeptClient

    add = without_redis(True)(RedisCache.add)
    get = without_redis(lambda key, default=None, version=None: default)(RedisCache.get)
    set = without_redis(None)(RedisCache.set)
    touch = without_redis(False)(RedisCache.touch)
    delete = without_redis(False)(RedisCache.delete)
    get_many = without_redis(lambda keys, version=None: {})(RedisCache.get_many)
    has_key = without_redis(False)(RedisCache.has_key)
    set_many = without_redis(lambda data, *_rest, **_named: list(data))(RedisCache.set_many)
    delete_many = without_redis(None)(RedisCache.delete_many)
    clear = without_redis(False)(RedisCache.clear)

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Like Django's, which raises ValueError for a key that is not there."""
        try:
            return int(super().incr(key, delta, version))
        except (NoConnection, NoAnswer):
            raise ValueError(f"Key '{key}' not found.") from None
