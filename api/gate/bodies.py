"""What a request's body may be: JSON in UTF-8, not too large."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja.parser import Parser
from pydantic_core import from_json

from api.gate.errors import ApiError, bad_request

# What curl calls a body that nobody gave a type: the documents' own examples send JSON so.
_TAKEN = frozenset({"application/json", "application/x-www-form-urlencoded", ""})


def take_body(request: HttpRequest) -> None:
    """Have the whole body here, before a transaction begins that would wait for a slow sender.

    Raises ApiError 411, 413 or 415 for one that is not going to be read.
    """
    meta = request.META
    if "HTTP_TRANSFER_ENCODING" in meta and not meta.get("CONTENT_LENGTH"):
        raise ApiError(411, "length_required", "Send the body with its Content-Length.")
    length = meta.get("CONTENT_LENGTH") or "0"
    if length == "0":
        return
    if length.isdecimal() and int(length) > settings.API_MAX_BODY_BYTES:
        raise too_large()
    charset = (request.content_params or {}).get("charset", "utf-8").lower().strip('"')
    if request.content_type not in _TAKEN or charset not in ("utf-8", "utf8", "us-ascii"):
        raise _unsupported("Content-Type", "application/json in UTF-8")
    if meta.get("HTTP_CONTENT_ENCODING", "identity").lower() != "identity":
        raise _unsupported("Content-Encoding", "no encoding")
    _ = request.body


def too_large() -> ApiError:
    limit = settings.API_MAX_BODY_BYTES
    return ApiError(413, "too_large", f"The body is larger than {limit:,} bytes.")


def _unsupported(header: str, taken: str) -> ApiError:
    message = f"The body's {header} is not taken here: send {taken}."
    return ApiError(415, "unsupported_media_type", message, header)


def read_json(body: bytes) -> Any:
    """Return what `body` holds. Raises ApiError 400."""
    try:
        return from_json(body, allow_inf_nan=False)
    except ValueError as error:
        raise bad_request(f"The body is no JSON: {error}.") from None


class JsonParser(Parser):
    """Reads bodies for ninja."""

    def parse_body(self, request: HttpRequest) -> Any:
        return read_json(request.body)
