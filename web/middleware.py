"""Every request gets an id, told back in a header and in every log line."""

import re
import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from web.logs import current_request_id

_GIVEN = re.compile(r"[A-Za-z0-9_-]{8,64}")


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
