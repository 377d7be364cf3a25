"""The reference page tells of every operation what its OpenAPI document tells."""

import json
import re
from typing import Any

import pytest
from django.test import Client

from api.gate.reference import reference

Json = dict[str, Any]


@pytest.fixture
def document(client: Client) -> Json:
    answer = client.get("/v1/openapi.json")
    return dict(json.loads(answer.content))


@pytest.mark.django_db
def test_every_operation_has_its_place_its_scope_and_its_call(
    client: Client, document: Json
) -> None:
    page = client.get("/v1/docs/").content.decode()
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            assert f'id="{operation["operationId"]}"' in page
            assert f"<code>{path}</code>" in page
            assert operation["security"][0]["ApiKey"][0] in page
            assert operation["summary"].replace("'", "&#39;") in page
            assert method.upper() in page
    assert len(re.findall(r'class="endpoint"', page)) == sum(map(len, document["paths"].values()))


@pytest.mark.django_db
def test_a_call_of_the_page_has_a_body_that_is_json(document: Json) -> None:
    calls = [
        endpoint.curl
        for group in reference(document, "http://localhost")
        for endpoint in group.endpoints
        if endpoint.body
    ]
    assert calls
    for call in calls:
        body = call.partition("-d '")[2].removesuffix("'")
        assert isinstance(json.loads(body), dict)
        assert "{id}" not in call


def test_fields_are_told_by_their_paths_types_and_bounds() -> None:
    document = {
        "paths": {
            "/things": {
                "post": {
                    "operationId": "make",
                    "requestBody": {
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}
                        }
                    },
                    "responses": {"201": {"description": "Made"}, "422": {}},
                }
            }
        },
        "components": {
            "schemas": {
                "Thing": {
                    "type": "object",
                    "required": ["name"],
                    "properties": {
                        "name": {"type": "string", "minLength": 1, "maxLength": 200},
                        "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Part"}},
                        "until": {
                            "anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}],
                            "description": "null: for ever.",
                        },
                    },
                },
                "Part": {"type": "object", "properties": {"kind": {"enum": ["a", "b"]}}},
            }
        },
    }
    [group] = reference(document, "http://localhost")
    [endpoint] = group.endpoints
    assert [(field.name, field.type, field.is_required, field.told) for field in endpoint.body] == [
        ("name", "text, 1–200 characters", True, ""),
        ("parts", "list of object", False, ""),
        ("parts[].kind", "a / b", False, ""),
        ("until", "time or null", False, "null: for ever."),
    ]
    assert [answer.status for answer in endpoint.answers] == ["201"]
    assert endpoint.errors == ["422"]
