"""The cache, as something the portal can do without."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache
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


class TolerantRedisCache(RedisCache):
    """Django's Redis cache that is empty and forgets everything while the server is away.

    ``add`` then says that it added: whoever waits for a lock gets it. So sign-in goes on, for that time without rate
    limits; the log says so.
    """

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
