"""docs/api/backend.md is true: its calls work as printed, its tables say what the code does."""

import re

import pytest
from django.test import Client

from api.backend.shapes import read_conversation
from api.backend.tests.asking import WIRE
from api.gate.errors import CODES
from api.gate.tests.keys import make_key
from api.interviews.tests.printed import Reader, calls
from intake.tests.making import save
from orgs.models import Organization
from roxels_dash.embedded.programs import ROOT
from roxels_dash.tests.serving import WebServer
from web.ids import NAMESPACE

DOCUMENT = (ROOT / "docs" / "api" / "backend.md").read_text()
ADDRESS = "http://localhost:8000"


@pytest.mark.django_db(transaction=True)
def test_every_call_answers_as_it_is_printed(
    northwind: Organization, web_server: WebServer
) -> None:
    save(northwind, [read_conversation(WIRE)])
    reader = Reader({ADDRESS: web_server.url}, make_key(northwind))
    reader.try_all(DOCUMENT)
    assert len(list(calls(DOCUMENT))) == 4
    assert not reader.differences, "\n".join(reader.differences)


@pytest.mark.django_db
def test_every_operation_error_and_the_namespace_stand_there(client: Client) -> None:
    told = set(re.findall(r"^### (GET \S+)$", DOCUMENT, re.M))
    document = client.get("/v1/backend/openapi.json").json()
    assert told == {f"GET {path}" for path in document["paths"]}
    errors = {
        int(status): code for status, code in re.findall(r"^\| (\d+) \| `(\w+)`", DOCUMENT, re.M)
    }
    assert errors == {status: code for status, code in CODES.items() if status in errors}
    announced = {
        int(status)
        for operations in document["paths"].values()
        for status in operations["get"]["responses"]
        if status != "200"
    }
    assert announced | {405} == errors.keys()
    assert str(NAMESPACE) in DOCUMENT
