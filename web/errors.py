"""What people see when a request fails: plain words, and what to do next.

These pages ask neither the database nor the session, so that they stand when those do not, and are
the same whoever asks.
"""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from web.logs import current_request_id
from web.pages import render


@dataclass(frozen=True, slots=True)
class Problem:
    """One error page."""

    status: int
    title: str
    text: str
    shows_request_id: bool = False


BAD_REQUEST = Problem(
    400,
    "This request could not be read",
    "Something in the address or in what was sent is malformed. Go back and try again.",
)
FORBIDDEN = Problem(
    403,
    "You may not do this",
    "It needs another role than yours. Ask an admin of the organisation to do it for you, or to "
    "change your role.",
)
EXPIRED_FORM = Problem(
    403,
    "This form is no longer valid",
    "It may have been open for long, you may have signed in or out elsewhere, or your browser "
    "refuses cookies. Nothing was saved. Go back, reload the page and send it again.",
)
NOT_FOUND = Problem(
    404,
    "There is nothing at this address",
    "It may have been deleted or mistyped, or it belongs to an organisation that you are not a "
    "member of. If somebody sent you the link, ask them which organisation it is from.",
)
TOO_MANY = Problem(
    429,
    "Too many attempts",
    "For your safety this is paused for a few minutes. Wait, then try again.",
)
BUSY = Problem(
    503,
    "Somebody else is writing to this just now",
    "An import or an erasure of this organisation has it. Nothing that you sent was saved. Go back "
    "and send it again in a moment.",
)
SERVER_ERROR = Problem(
    500,
    "Something went wrong on our side",
    "Nothing that you sent was saved. Try again in a minute; if it goes on, tell support the "
    "number below, and they will find what happened.",
    shows_request_id=True,
)


def _page(request: HttpRequest, problem: Problem) -> HttpResponse:
    number = current_request_id.get() if problem.shows_request_id else "-"
    context = {"problem": problem, "number": number.strip("-")}
    response = render(request, "errors/problem.html", context, status=problem.status)
    response.headers["Cache-Control"] = "no-store"
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, FORBIDDEN)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(request, EXPIRED_FORM)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, NOT_FOUND)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    return _page(request, TOO_MANY)


def busy(request: HttpRequest) -> HttpResponse:
    response = _page(request, BUSY)
    response.headers["Retry-After"] = "5"
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    return _page(request, SERVER_ERROR)
