"""The cache asks its server through one client."""

from django.core.cache import cache, caches

from web.cache import RedisCache


def test_one_client_asks_all_and_keeps_what_it_is_told() -> None:
    backend = caches["default"]
    assert isinstance(backend, RedisCache)
    client = backend._cache.get_client()
    cache.set("once", 1)
    assert cache.get_many(["once", "never"]) == {"once": 1}
    assert backend._cache.get_client(write=True) is client
