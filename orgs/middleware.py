"""Show times in the viewer's own zone."""

from collections.abc import Callable
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

TIME_ZONE_COOKIE = "tz"


@lru_cache(maxsize=1024)
def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # what zoneinfo raises for odd names
        return None


def browser_time_zone(request: HttpRequest) -> str:
    """Return the zone that the browser told in its cookie, "" where that is none."""
    name = request.COOKIES.get(TIME_ZONE_COOKIE, "")
    return name if name and _zone(name) else ""


def viewer_time_zone(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Activate the account's zone, else the one the browser told in a cookie, else UTC.

    The account is read only where the session names one, so that a public page costs no query.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        name = ""
        if request.session.get("_auth_user_id"):
            name = getattr(request.user, "time_zone", "")
        name = name or request.COOKIES.get(TIME_ZONE_COOKIE, "")
        with timezone.override(_zone(name) if name else None):
            return get_response(request)

    return middleware
