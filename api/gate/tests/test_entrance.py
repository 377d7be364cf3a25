"""Who is let in, and how everything that goes wrong is told."""

from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client

from api.gate.tests.keys import SYSTEM, ApiClient, KeyClient, api, api_of, make_key, problem
from conversations.models import Template
from orgs.domain.keys import revoke_key
from orgs.models import ApiKey, Organization, User
from orgs.queries.keys import forget
from orgs.scopes import Scope
from roxels_dash.tests.people import ClientOf

__all__ = ["api", "api_of"]

pytestmark = [pytest.mark.django_db, pytest.mark.urls("api.gate.tests.urls")]


@pytest.mark.parametrize(
    ("header", "told"),
    [
        (None, "Send your API key"),
        ("sk_live_abc", "not of the form"),
        ("Basic c2tfbGl2ZQ==", "not of the form"),
        ("Bearer", "not of the form"),
        ("Bearer two words", "not of the form"),
        ("Bearer sk_live_abc", "unknown, has expired or was revoked"),
        ("Bearer ké\xff\xfe", "unknown, has expired or was revoked"),
    ],
)
def test_without_a_good_key_nobody_is_let_in(header: str | None, told: str) -> None:
    response = Client(headers={"Authorization": header} if header else {}).get("/v1/words")
    error = problem(response, 401)
    assert error["code"] == "unauthorized"
    assert told in error["message"]
    assert response["WWW-Authenticate"].startswith('Bearer realm="api"')
    assert "RateLimit-Limit" not in response


def test_a_key_is_let_in_until_it_is_revoked(northwind: Organization) -> None:
    api = ApiClient(make_key(northwind))
    assert api.get("/v1/words").status_code == 200
    key = ApiKey.objects.get()
    assert key.last_used_at is not None
    revoke_key(actor=SYSTEM, organization=northwind, public_id=key.public_id)
    forget(bytes(key.digest))
    assert problem(api.get("/v1/words"), 401)["code"] == "unauthorized"


def test_a_key_may_do_what_its_scopes_say(northwind: Organization, api_of: KeyClient) -> None:
    api = api_of(northwind, Scope.CONVERSATIONS_READ)
    assert api.get("/v1/words").status_code == 200
    error = problem(api.send("/v1/notes", {"text": "a"}), 403)
    assert error["code"] == "forbidden"
    assert "templates:write" in error["message"]


def test_whatever_is_asked_wrongly_is_told_in_the_envelope(api: ApiClient) -> None:
    assert problem(api.get("/v1/nowhere"), 404)["code"] == "not_found"
    assert problem(api.get("/v1/"), 404)["code"] == "not_found"
    assert problem(Client().get("/v1/nowhere"), 404)["code"] == "not_found"
    refused = api.delete("/v1/words")
    assert problem(refused, 405)["code"] == "method_not_allowed"
    assert refused["Allow"] == "GET"
    assert refused["RateLimit-Limit"] == "1200"
    assert problem(api.get("/v1/words?color=red"), 400)["field"] == "color"
    assert problem(api.get("/v1/words?limit=1&limit=2"), 400)["field"] == "limit"
    assert problem(api.get("/v1/words?limit=201"), 400) == {
        "code": "bad_request",
        "message": "limit should be less than or equal to 200.",
        "field": "limit",
    }


def test_what_fails_before_the_gate_is_told_in_the_envelope_too(api: ApiClient) -> None:
    assert problem(api.get("/v1/words", headers={"Host": "evil.example"}), 400)
    page = api.get("/elsewhere", headers={"Host": "evil.example"})
    assert page["Content-Type"].startswith("text/html")


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        (b'{"text": ', 400, None),
        (b"", 422, None),
        (b"[]", 422, None),
        (b"null", 422, None),
        (b'{"text": "\xff"}', 400, None),
        (b'{"text": "\\ud800"}', 400, None),
        (b'{"text": NaN}', 400, None),
        (b"[" * 100_000, 400, None),
        (b"{}", 422, "text"),
        (b'{"text": 1}', 422, "text"),
        (b'{"text": "a", "colour": 1}', 422, "colour"),
        (b'{"text": "a", "\\u001b[31m": 1}', 422, "['\\x1b[31m']"),
        (b'{"text": "a\\u0000"}', 422, None),
        (b'{"text": ""}', 422, None),  # the database's own rule
    ],
)
def test_a_bad_body_is_refused_by_name(
    api: ApiClient, body: bytes, status: int, field: str | None
) -> None:
    response = api.generic("POST", "/v1/notes", body, content_type="application/json")
    assert problem(response, status).get("field") == field
    assert Template.objects.count() == 0


def test_bodies_are_json_and_not_too_large(api: ApiClient, settings: Any) -> None:
    def sent(content_type: str, **headers: str) -> Any:
        return api.generic("POST", "/v1/notes", b'{"text": "a"}', content_type, headers=headers)

    assert sent("application/json; charset=utf-8").status_code == 201
    assert sent("application/x-www-form-urlencoded").status_code == 201, "as curl -d sends it"
    assert problem(sent("text/xml"), 415)["field"] == "Content-Type"
    assert problem(sent("multipart/form-data; boundary=x"), 415)
    assert problem(sent("application/json; charset=utf-16"), 415)
    assert problem(sent("application/json", **{"Content-Encoding": "gzip"}), 415)
    settings.API_MAX_BODY_BYTES = 1000
    response = api.send("/v1/notes", {"text": "a" * 1000})
    assert problem(response, 413)["code"] == "too_large"


def test_an_error_undoes_everything(api: ApiClient, caplog: pytest.LogCaptureFixture) -> None:
    assert problem(api.send("/v1/notes", {"text": "a", "fail": "refused"}), 409) == {
        "code": "conflict",
        "message": "No.",
        "field": "text",
    }
    error = problem(api.send("/v1/notes", {"text": "a", "fail": "broken"}), 500)
    assert error["code"] == "internal_error"
    assert "secret" not in str(error)
    assert "ZeroDivisionError" in caplog.text
    assert Template.objects.count() == 0


def test_a_database_that_is_down_is_told_as_such(
    api: ApiClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    api.get("/v1/words")

    def down(*_: object) -> None:
        raise OperationalError("connection to server at 10.0.0.1 failed")

    monkeypatch.setattr(connection, "savepoint", down)
    response = api.get("/v1/words")
    error = problem(response, 503)
    assert error["code"] == "unavailable"
    assert "10.0.0.1" not in error["message"]
    assert response["Retry-After"]


def test_the_document_needs_no_key_and_tells_of_keys_errors_and_repeats() -> None:
    document = Client().get("/v1/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    post = document["paths"]["/v1/notes"]["post"]
    assert post["security"] == [{"ApiKey": ["templates:write"]}]
    assert {"201", "400", "401", "403", "409", "413", "415", "422", "429", "500", "503"} <= (
        post["responses"].keys()
    )
    assert [parameter["name"] for parameter in post["parameters"]] == ["Idempotency-Key"]
    assert document["components"]["securitySchemes"]["ApiKey"]["scheme"] == "bearer"


def test_no_cookie_reaches_the_api_or_varies_its_answers(
    api: ApiClient, client_of: ClientOf, admin: User
) -> None:
    answer = api.get("/v1/words", headers={"cookie": "sessionid=x; tz=Europe/Berlin"})
    assert answer.status_code == 200
    assert "Cookie" not in answer.get("Vary", "")
    assert "Set-Cookie" not in answer.headers and not answer.cookies

    signed_in = client_of(admin).get("/v1/words")
    assert signed_in.status_code == 401 and "Cookie" not in signed_in.get("Vary", "")
