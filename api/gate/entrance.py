"""The way into an operation and out again: key, limit, body; one transaction; one envelope."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from api.gate.admission import ApiRequest, admit
from api.gate.answers import Answer
from api.gate.bodies import take_body
from api.gate.errors import ApiError, Tell, envelope
from api.gate.failures import api_error
from api.gate.limits import count
from orgs.domain.keys import note_use

View = Callable[..., HttpResponseBase]


def guarded(view: View, tell: Tell) -> View:
    """Return `view` behind the gate: it gets an ApiRequest, and what it raises is told as JSON.

    The transaction is the gate's own and begins when the key was looked up and counted and the body
    is here: an error undoes all of the operation, and none waits for anybody else meanwhile.
    """

    @csrf_exempt
    @transaction.non_atomic_requests
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        headers: dict[str, str] = {}
        try:
            response = _answer(view, cast(ApiRequest, request), headers, *args, **kwargs)
        except Exception as error:
            response = envelope(api_error(error), tell)
        for name, value in headers.items():
            response[name] = value
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return answered


def _answer(
    view: View, request: ApiRequest, headers: dict[str, str], *args: Any, **kwargs: Any
) -> HttpResponseBase:
    """`headers`: filled with what every answer carries, errors too."""
    key = request.key = admit(request)
    request.about = []
    made = count(key.key_id, key.requests_per_minute)
    if made is not None:
        headers.update(made.headers)
        made.check()
    note_use(key.key_id)
    take_body(request)
    with transaction.atomic():
        response = view(request, *args, **kwargs)
    if isinstance(response, Answer) and response.once_committed is not None:
        response = response.once_committed()
    if response.status_code == 405:
        raise _not_allowed(response["Allow"])
    return response


def _not_allowed(allowed: str) -> ApiError:
    methods = ", ".join(sorted(allowed.split(", ")))
    return ApiError(
        405, "method_not_allowed", f"This takes {methods} alone.", headers={"Allow": methods}
    )


def _nowhere(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    raise _NOWHERE


def unknown_path(tell: Tell) -> View:
    """Return what answers wherever no operation stands; one who sends a key is counted for it."""
    behind_the_gate = guarded(_nowhere, tell)

    @csrf_exempt
    @transaction.non_atomic_requests
    def unknown(request: HttpRequest) -> HttpResponseBase:
        if "HTTP_AUTHORIZATION" in request.META:
            return behind_the_gate(request)
        return envelope(_NOWHERE, tell)

    return unknown


_NOWHERE = ApiError(404, "not_found", "There is nothing at this path.")
