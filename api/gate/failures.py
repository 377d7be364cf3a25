"""Every exception there can be, as the error it is to whoever called."""

import logging
from collections.abc import Callable
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import DatabaseError, DataError, IntegrityError, InterfaceError, OperationalError
from django.http import Http404
from django.http.request import UnreadablePostError
from ninja.errors import HttpError, ValidationError
from psycopg.errors import CheckViolation, NotNullViolation, ProgramLimitExceeded

from api.gate.bodies import too_large
from api.gate.errors import ApiError, bad_request, conflict, invalid, not_found
from api.gate.wording import path_text, reason_of
from intake.domain import Refusal

logger = logging.getLogger(__name__)

_UNSTORABLE = invalid("", "holds something that cannot be stored")


def api_error(error: Exception) -> ApiError:
    """Return what `error` is to the caller; what nobody expected is logged and told as a 500."""
    for kind, tell in _KNOWN:
        if isinstance(error, kind):
            return tell(error)
    logger.error("An API request failed", exc_info=error)
    return ApiError(
        500, "internal_error", "Something went wrong on our side. Nothing of this was saved."
    )


def _as_it_is(error: ApiError) -> ApiError:
    return error


def _of_ninja(error: HttpError) -> ApiError:
    """ninja wraps what its parser raises."""
    cause = error.__cause__
    if isinstance(cause, Exception):
        return api_error(cause)
    return ApiError(error.status_code, "bad_request", error.message)


def _unfit(error: ValidationError) -> ApiError:
    problem: dict[str, Any] = error.errors[0]
    source, *path = problem["loc"]  # then comes the operation's own name for what it reads there
    if source == "path":
        return not_found()
    if source == "query":
        # Of a parameter that may come several times a number says which of them.
        name = path_text([each for each in path if isinstance(each, str)][-1:])
        return bad_request(f"{name} {reason_of(problem)}.", name)
    return invalid(path_text(path[1:]), reason_of(problem))


def _unavailable(error: DatabaseError) -> ApiError:
    if isinstance(error.__cause__, ProgramLimitExceeded):
        return _UNSTORABLE
    logger.error("An API request met no database: %s", type(error.__cause__ or error).__name__)
    return ApiError(
        503,
        "unavailable",
        "The database does not answer. Send it again in a moment.",
        headers={"Retry-After": "5"},
    )


def _collided(error: IntegrityError) -> ApiError:
    logger.warning("An API request broke a rule of the database", exc_info=error)
    if isinstance(error.__cause__, CheckViolation | NotNullViolation):
        return _UNSTORABLE  # However often it is sent.
    return conflict("Another request changed the same at that moment. Send it again.")


_KNOWN: list[tuple[type[Exception], Callable[[Any], ApiError]]] = [
    (ApiError, _as_it_is),
    (ValidationError, _unfit),
    (Refusal, lambda refusal: invalid(refusal.field, refusal.reason)),
    (HttpError, _of_ninja),
    (Http404, lambda _: not_found()),
    (RequestDataTooBig, lambda _: too_large()),
    (SuspiciousOperation, lambda _: bad_request("The request cannot be read.")),
    (UnreadablePostError, lambda _: bad_request("The body ended before its time.")),
    (OperationalError, _unavailable),
    (InterfaceError, _unavailable),
    (IntegrityError, _collided),
    (DataError, lambda _: _UNSTORABLE),
]
