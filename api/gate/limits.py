"""How many requests a key makes within a minute, counted in Valkey for all web processes."""

import logging
import math
import time
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

from api.gate.errors import ApiError

logger = logging.getLogger(__name__)

# The minute begins with a key's first request and is timed by the server that counts.
_COUNT = """
local made = redis.call('INCR', KEYS[1])
local left = redis.call('PTTL', KEYS[1])
if left < 0 then
  left = 60000
  redis.call('PEXPIRE', KEYS[1], left)
end
return {made, left}
"""
_PATIENCE = 0.25  # seconds; a request does not wait longer for being counted
_REST = 10.0  # seconds in which a server that failed is not asked again


@dataclass(frozen=True, slots=True)
class Count:
    """How a key stands within its minute, which ends in `reset` whole seconds."""

    limit: int
    made: int
    reset: int

    @property
    def headers(self) -> dict[str, str]:
        return {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(max(self.limit - self.made, 0)),
            "RateLimit-Reset": str(self.reset),
        }

    def check(self) -> None:
        """Raise ApiError 429 where this request is one too many."""
        if self.made > self.limit:
            raise ApiError(
                429,
                "rate_limited",
                f"This API key may make {self.limit} requests a minute.",
                headers={"Retry-After": str(self.reset)},
            )


class _Counter:
    """Asks the server, and lets everybody through for a while where it does not answer."""

    def __init__(self) -> None:
        self._script = _client().register_script(_COUNT)
        self._resting_until = 0.0

    def count(self, key_id: int, limit: int) -> Count | None:
        if time.monotonic() < self._resting_until:
            return None
        try:
            made, left = self._script(keys=[f"api-requests:{key_id}"])
        except (redis.RedisError, OSError) as error:
            self._resting_until = time.monotonic() + _REST
            logger.warning("API requests are not counted for %.0f s: %s", _REST, type(error))
            return None
        return Count(limit, made, max(math.ceil(left / 1000), 1))


def _client() -> Any:
    """A client of its own: the cache's waits as long as it takes, and tries again."""
    return redis.Redis.from_url(
        settings.CACHES["default"]["LOCATION"],
        socket_timeout=_PATIENCE,
        socket_connect_timeout=_PATIENCE,
        retry=Retry(NoBackoff(), 0),
    )


@lru_cache(maxsize=1)
def _counter() -> _Counter:
    return _Counter()


def count(key_id: int, requests_per_minute: int | None) -> Count | None:
    """Count one more request of the key; return how it stands, or None where nobody counts.

    One round trip. `requests_per_minute`: None is what the settings say.
    """
    return _counter().count(key_id, requests_per_minute or settings.API_REQUESTS_PER_MINUTE)
