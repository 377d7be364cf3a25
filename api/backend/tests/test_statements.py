"""Every statement of the document has its tests; those of single operations stand here."""

from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from api.backend import queries
from api.backend.tests.asking import ID, ROOT, problem
from api.backend.tests.statements import STATED
from api.gate.tests.keys import ApiClient, KeyClient, api, api_of
from api.gate.tests.stated import check
from intake.tests.making import conversation
from orgs.models import Organization
from orgs.scopes import Scope

__all__ = ["api", "api_of"]

pytestmark = pytest.mark.django_db


def test_every_statement_has_its_test_and_nothing_is_announced_without_one(client: Client) -> None:
    check(client.get("/v1/backend/openapi.json").json(), STATED)


@pytest.mark.parametrize("path", ["", f"/{ID}", f"/{ID}/transcript"])
def test_each_operation_tells_every_error_in_the_envelope(
    api: ApiClient,
    northwind: Organization,
    api_of: KeyClient,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
) -> None:
    api.raise_request_exception = False
    conversation(northwind, ID)
    assert api.get(f"{ROOT}{path}").status_code == 200
    assert problem(Client().get(f"{ROOT}{path}"), 401)["code"] == "unauthorized"
    assert problem(ApiClient("sk_test_wrong").get(f"{ROOT}{path}"), 401)["code"] == "unauthorized"
    other = api_of(northwind, Scope.PERSONS_READ)
    assert problem(other.get(f"{ROOT}{path}"), 403)["code"] == "forbidden"
    assert "page" in problem(api.get(f"{ROOT}{path}?page=2"), 400)["message"]
    if path:
        assert problem(api.get(f"{ROOT}{path.replace(ID, 'iv_1')}"), 404)["code"] == "not_found"
    limited = api_of(northwind, requests_per_minute=1)
    assert limited.get(f"{ROOT}{path}").status_code == 200
    refused = limited.get(f"{ROOT}{path}")
    assert problem(refused, 429)["code"] == "rate_limited" and int(refused["Retry-After"]) > 0
    for failure, status in ((RuntimeError, 500), (OperationalError, 503)):
        _break(monkeypatch, failure)
        told = problem(api.get(f"{ROOT}{path}"), status)
        assert "secret" not in str(told)


def _break(monkeypatch: pytest.MonkeyPatch, failure: type[Exception]) -> None:
    def fail(*args: Any, **values: Any) -> None:
        raise failure("secret")

    for name in ("items", "record", "transcript"):
        monkeypatch.setattr(queries, name, fail)


def test_values_may_be_null_as_the_document_prints_them(
    api: ApiClient, northwind: Organization
) -> None:
    told = {"property1": None, "property2": None}
    conversation(
        northwind, ID, source="backend", context=told, source_fields={"path_taken": [None]}
    )
    found = api.get(f"{ROOT}/{ID}").json()["data"]
    assert (found["session_properties"], found["path_taken"]) == (told, [None])


def test_a_whole_one_is_both_answers_together(api: ApiClient, northwind: Organization) -> None:
    conversation(northwind, ID)
    one, said = (api.get(f"{ROOT}/{ID}{path}").json()["data"] for path in ("", "/transcript"))
    assert api.get(f"{ROOT}?whole=true").json()["data"] == [{**one, "transcript": said}]
