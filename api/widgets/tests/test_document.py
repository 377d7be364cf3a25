"""docs/api/widgets.md is true: its calls work as printed, its tables say what the code does."""

import re

import pytest
from django.test import Client

from api.gate.tests.keys import make_key
from api.interviews.tests.printed import Reader, calls
from api.widgets.shapes import read_conversation
from api.widgets.tests.asking import WIRE
from intake.tests.making import save
from orgs.models import Organization
from roxels_dash.embedded.programs import ROOT
from roxels_dash.tests.serving import WebServer

DOCUMENT = (ROOT / "docs" / "api" / "widgets.md").read_text()
ADDRESS = "http://localhost:8000"


@pytest.mark.django_db(transaction=True)
def test_every_call_answers_as_it_is_printed(
    northwind: Organization, web_server: WebServer
) -> None:
    save(northwind, [read_conversation(WIRE)])
    reader = Reader({ADDRESS: web_server.url}, make_key(northwind))
    reader.try_all(DOCUMENT)
    assert len(list(calls(DOCUMENT))) >= 5
    assert not reader.differences, "\n".join(reader.differences)


@pytest.mark.django_db
def test_every_operation_and_parameter_stands_there(client: Client) -> None:
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    told = set(re.findall(r"^### ((?:GET|DELETE) \S+)$", DOCUMENT, re.M))
    known = {f"{method.upper()} {path}" for path, each in paths.items() for method in each}
    assert told == known
    for parameter in paths["/api/v1/conversations"]["get"]["parameters"]:
        assert f"| `{parameter['name']}` |" in DOCUMENT
