"""Every statement of the document has its tests; those of single operations stand here."""

from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from api.gate.tests.keys import ApiClient, KeyClient, api, api_of, problem
from api.gate.tests.stated import check
from api.widgets import deleting, queries
from api.widgets.tests.asking import ID, ROOT, listed
from api.widgets.tests.statements import STATED
from conversations.models import Conversation
from intake.tests.making import conversation
from orgs.models import Organization
from orgs.scopes import Scope

__all__ = ["api", "api_of"]

pytestmark = pytest.mark.django_db


def test_every_statement_has_its_test_and_nothing_is_announced_without_one(client: Client) -> None:
    check(client.get("/api/v1/openapi.json").json(), STATED)


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", ""), ("GET", f"/{ID}"), ("GET", f"/{ID}/transcript"), ("DELETE", f"/{ID}")],
)
def test_each_operation_tells_every_error_in_the_envelope(
    api: ApiClient,
    northwind: Organization,
    api_of: KeyClient,
    monkeypatch: pytest.MonkeyPatch,
    method: str,
    path: str,
) -> None:
    def ask(client: Client, query: str = "") -> Any:
        return client.generic(method, f"{ROOT}{path}{query}")

    api.raise_request_exception = False
    conversation(northwind, ID)
    assert problem(ask(Client()), 401)["code"] == "unauthorized"
    assert problem(ask(ApiClient("sk_test_wrong")), 401)["code"] == "unauthorized"
    assert problem(ask(api_of(northwind, Scope.PERSONS_READ)), 403)["code"] == "forbidden"
    assert problem(ask(api, "?page=2"), 400)["field"] == "page"
    if path:
        unknown = api.generic(method, f"{ROOT}{path.replace(ID, 'conv_none')}")
        assert problem(unknown, 404)["code"] == "not_found"
    limited = api_of(northwind, requests_per_minute=1)
    limited.get(f"{ROOT}?limit=1")
    refused = ask(limited)
    assert problem(refused, 429)["code"] == "rate_limited" and int(refused["Retry-After"]) > 0
    for failure, status in ((RuntimeError, 500), (OperationalError, 503)):
        _break(monkeypatch, failure)
        assert "secret" not in str(problem(ask(api), status))
    assert Conversation.objects.get().erasing_at is None


def _break(monkeypatch: pytest.MonkeyPatch, failure: type[Exception]) -> None:
    def fail(*args: Any, **values: Any) -> None:
        raise failure("secret")

    for name in ("items", "record", "conversation"):
        monkeypatch.setattr(queries, name, fail)
    monkeypatch.setattr(deleting, "delete_conversation", fail)


def test_a_cursor_belongs_to_its_filters_and_its_key(
    api: ApiClient, northwind: Organization, other_org: Organization, api_of: KeyClient
) -> None:
    for number in range(3):
        conversation(northwind, f"c{number}", minute=number)
    cursor = api.get(f"{ROOT}?limit=2&outcome=completed").json()["next_cursor"]
    assert listed(api, f"?outcome=completed&cursor={cursor}") == ["c0"]
    for client, query in (
        (api, ""),
        (api, "&outcome=error"),
        (api_of(other_org), "&outcome=completed"),
        (api_of(northwind, is_test=True), "&outcome=completed"),
    ):
        answer = client.get(f"{ROOT}?cursor={cursor}{query}")
        assert problem(answer, 400)["field"] == "cursor"


def test_a_whole_one_is_what_its_own_address_tells(api: ApiClient, northwind: Organization) -> None:
    conversation(northwind, ID, tool_calls=[{"name": "book"}])
    one = api.get(f"{ROOT}/{ID}").json()
    assert api.get(f"{ROOT}?whole=true").json()["data"] == [one]
