"""The envelope of every error, {"error": {…}}, and what stands in it by the dialect.

Ours says code, message, field and request_id; another's document may say less.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpResponse
from pydantic_core import to_json

from web.logs import current_request_id

CODES = {
    400: "bad_request",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    409: "conflict",
    410: "erased",
    411: "length_required",
    413: "too_large",
    415: "unsupported_media_type",
    422: "invalid",
    429: "rate_limited",
    500: "internal_error",
    503: "unavailable",
}


class ApiError(Exception):
    """An answer that is an error. `field`: what of the request it is about, by its path in it.

    `message` is for people, may change, and holds nothing but what the caller sent.
    """

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        field: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.field = field
        self.headers = dict(headers or {})


def bad_request(message: str, field: str | None = None) -> ApiError:
    return ApiError(400, CODES[400], message, field)


def not_found() -> ApiError:
    """Unknown, another organisation's and the other mode's: nobody can tell these apart."""
    return ApiError(404, CODES[404], "There is nothing with this id.")


def conflict(message: str, field: str | None = None) -> ApiError:
    return ApiError(409, CODES[409], message, field)


def invalid(field: str, reason: str) -> ApiError:
    """Return the 422 of a field; `reason` reads on from its name: `is missing`."""
    return ApiError(422, CODES[422], f"{field or 'The body'} {reason}.", field or None)


Tell = Callable[[ApiError], dict[str, Any]]


def in_full(error: ApiError) -> dict[str, Any]:
    """Return {code, message, field?, request_id}."""
    field = {"field": error.field} if error.field else {}
    return {**in_brief(error), **field, "request_id": current_request_id.get()}


def in_brief(error: ApiError) -> dict[str, Any]:
    """Return {code, message}, as the backend API's document has it."""
    return {"code": error.code, "message": error.message}


# By the path that a dialect is mounted at, a longer one before one that it begins with.
_TELLERS: tuple[tuple[str, Tell], ...] = (
    ("/v1/backend/", in_brief),
    ("/v1/", in_full),
    ("/api/v1/", in_full),
)


def teller(path: str) -> Tell | None:
    """Return how errors are told under `path`, None where no API stands."""
    return next((tell for root, tell in _TELLERS if path.startswith(root)), None)


def envelope(error: ApiError, tell: Tell = in_full) -> HttpResponse:
    """Return the answer that tells of `error`."""
    return HttpResponse(
        to_json({"error": tell(error)}),
        status=error.status,
        content_type="application/json",
        headers={"Cache-Control": "no-store", **error.headers},
    )
