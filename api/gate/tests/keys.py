"""API keys for tests, and a client that sends one with every request."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from orgs.domain import Actor
from orgs.domain.keys import issue_key
from orgs.models import AuditEvent, Organization
from orgs.scopes import Scope

SYSTEM = Actor(AuditEvent.Actor.SYSTEM, None)


def make_key(
    organization: Organization,
    *scopes: Scope,
    is_test: bool = False,
    requests_per_minute: int | None = None,
) -> str:
    """Return the secret of a new key; without scopes given it has them all."""
    _, secret = issue_key(
        actor=SYSTEM,
        organization=organization,
        by=None,
        name="A test's key",
        scopes=scopes or tuple(Scope),
        is_test=is_test,
        requests_per_minute=requests_per_minute,
    )
    return secret


class ApiClient(Client):
    """Speaks JSON, with a key."""

    def __init__(self, secret: str) -> None:
        super().__init__(headers={"Authorization": f"Bearer {secret}"})
        # What the API answers, and not what it raised.
        self.raise_request_exception = False

    def send(self, path: str, body: Any, method: str = "POST", **headers: str) -> Any:
        """Send `body` as JSON; `headers` with _ for -."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.generic(
            method, path, json.dumps(body), content_type="application/json", headers=given
        )


KeyClient = Callable[..., ApiClient]


@pytest.fixture
def api_of() -> KeyClient:
    """Call it with an organisation (scopes, `is_test`) to get a client with a key of its own."""

    def client_for(organization: Organization, *scopes: Scope, **options: Any) -> ApiClient:
        return ApiClient(make_key(organization, *scopes, **options))

    return client_for


@pytest.fixture
def api(northwind: Organization, api_of: KeyClient) -> ApiClient:
    """A client with a live key of northwind that may do everything."""
    return api_of(northwind)


def problem(response: Any, status: int) -> dict[str, Any]:
    """Return what an error tells; check that it comes in the envelope."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/json"
    told = response.json()
    assert told.keys() == {"error"}
    error: dict[str, Any] = told["error"]
    assert error.keys() - {"field"} == {"code", "message", "request_id"}
    assert error.pop("request_id") == response["X-Request-ID"]
    return error
