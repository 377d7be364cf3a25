"""What every request goes through first: its cookies are looked over, and it gets an id."""

import re
import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from web.logs import current_request_id

_GIVEN = re.compile(r"[A-Za-z0-9_-]{8,64}")


def cookies_without_nul(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Pass over cookies that hold a NUL: a session of such a name could not even be looked for."""

    def middleware(request: HttpRequest) -> HttpResponse:
        given = request.COOKIES.items()
        request.COOKIES = {name: value for name, value in given if "\x00" not in value}
        return get_response(request)

    return middleware


def request_id(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Take a proxy's `X-Request-ID` where it looks like one, else make one of 128 random bits."""

    def middleware(request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        value = given if _GIVEN.fullmatch(given) else secrets.token_hex(16)
        # Not taken back at the end: Django logs a refusal after the last middleware is done.
        current_request_id.set(value)
        response = get_response(request)
        response["X-Request-ID"] = value
        return response

    return middleware
