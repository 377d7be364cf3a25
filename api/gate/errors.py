"""The one envelope of every error: {"error": {"code", "message", "field"?, "request_id"}}."""

from collections.abc import Mapping

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


def envelope(error: ApiError) -> HttpResponse:
    """Return the answer that tells of `error`."""
    told = {"code": error.code, "message": error.message}
    if error.field:
        told["field"] = error.field
    told["request_id"] = current_request_id.get()
    return HttpResponse(
        to_json({"error": told}),
        status=error.status,
        content_type="application/json",
        headers={"Cache-Control": "no-store", **error.headers},
    )
