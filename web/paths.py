"""The paths of named pages, looked up once: the shell alone asks for twenty on every page."""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.urls import get_script_prefix, reverse


def path_of(name: str, *args: Any) -> str:
    """Return the path of a named page, as `reverse` does. Raises NoReverseMatch."""
    return _path_of(get_script_prefix(), settings.ROOT_URLCONF, name, args)


@lru_cache(maxsize=4096)
def _path_of(prefix: str, urlconf: Any, name: str, args: tuple[Any, ...]) -> str:
    return reverse(name, urlconf=urlconf, args=args)
