"""Who asks: the key that a request carries, and what it may do."""

from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer

from api.gate.errors import ApiError
from orgs.queries.keys import KeyAccess, key_access
from orgs.scopes import Scope


class ApiRequest(HttpRequest):
    """A request that the gate let through.

    `about`: the public ids of conversations and persons that its answer tells of; an operation
    adds them, so that an answer which is kept for repeats can be found when they are erased.
    """

    key: KeyAccess
    about: list[str]


def admit(request: HttpRequest) -> KeyAccess:
    """Return what the request's key opens. Raises ApiError 401, which says what is wrong."""
    given = request.META.get("HTTP_AUTHORIZATION", "")
    if not given:
        raise _unauthorized("Send your API key as “Authorization: Bearer sk_live_…”.")
    scheme, _, secret = given.partition(" ")
    secret = secret.strip()
    if scheme.lower() != "bearer" or not secret or " " in secret:
        raise _unauthorized("The Authorization header is not of the form “Bearer sk_live_…”.")
    key = key_access(secret)
    if key is None:
        raise _unauthorized(
            "This API key is unknown, has expired or was revoked.", 'error="invalid_token"'
        )
    return key


def _unauthorized(message: str, detail: str = "") -> ApiError:
    challenge = 'Bearer realm="api"' + (f", {detail}" if detail else "")
    return ApiError(401, "unauthorized", message, headers={"WWW-Authenticate": challenge})


class ApiKey(HttpBearer):
    """An API key of the organisation, made on its page “API keys”: `Bearer sk_live_…`."""

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: ApiRequest) -> KeyAccess:  # type: ignore[override]
        """Return the key that the gate admitted. Raises ApiError 403, naming the scope it lacks."""
        if not request.key.may(self.scope):
            raise ApiError(
                403, "forbidden", f"This API key lacks the scope {self.scope}.", self.scope
            )
        return request.key

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """Not asked: the gate has the key already."""
        raise NotImplementedError
