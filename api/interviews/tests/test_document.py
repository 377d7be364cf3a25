"""docs/api/interviews.md is true: its calls work as printed, its tables say what the code does."""

import re
from typing import Any, get_args

import pytest
from django.test import Client

from api.gate.errors import CODES
from api.gate.tests.keys import make_key
from api.interviews.tests.printed import Reader
from frames.domain import process_due
from intake.domain import LiveEvent
from intake.live.moves import MOVES, TAKEN_AFTER_THE_END
from orgs.models import Organization
from orgs.scopes import Scope
from roxels_dash.embedded.programs import ROOT
from roxels_dash.tests.serving import WebServer

DOCUMENT = (ROOT / "docs" / "api" / "interviews.md").read_text()
ADDRESS = "http://localhost:8000"


@pytest.mark.django_db(transaction=True)
def test_every_call_answers_as_it_is_printed(
    northwind: Organization, web_server: WebServer, bucket: Any
) -> None:
    reader = Reader({ADDRESS: web_server.url}, make_key(northwind, is_test=True))
    reader.try_all(DOCUMENT, process_due)  # As a worker would.
    assert not reader.differences, "\n".join(reader.differences)


def section(heading: str) -> str:
    """What stands under a heading, up to the next one."""
    found = re.search(rf"^##+ {re.escape(heading)}$(.*?)(?=^##|\Z)", DOCUMENT, re.M | re.S)
    assert found, heading
    return found[1]


def rows(heading: str) -> list[list[str]]:
    """The cells of all tables under a heading, without their heads."""
    lines = [line.strip() for line in section(heading).splitlines()]
    cells = [line.strip("|").split("|") for line in lines if line.startswith("|")]
    told = [[cell.strip() for cell in row] for row in cells]
    heads = [number - 1 for number, row in enumerate(told) if row[0].startswith("---")]
    return [row for n, row in enumerate(told) if n not in heads and n - 1 not in heads]


@pytest.mark.django_db
def test_every_operation_stands_there_with_its_scope(client: Client) -> None:
    told = set(re.findall(r"^### ((?:GET|POST|PATCH) \S+)$", DOCUMENT, re.M))
    known = {}
    for path, operations in client.get("/v1/openapi.json").json()["paths"].items():
        for method, operation in operations.items():
            known[f"{method.upper()} {path}"] = operation["security"][0]["ApiKey"][0]
    assert told == known.keys()
    for heading, scope in known.items():
        assert f"Scope `{scope}`." in section(heading)


def test_every_scope_and_every_error_stands_there() -> None:
    scopes = {row[0]: row[1] for row in rows("Keys")}
    assert scopes == {f"`{scope}`": scope.sentence for scope in Scope}
    errors = {int(row[0]): row[1] for row in rows("Errors")}
    assert errors == {status: f"`{code}`" for status, code in CODES.items()}


def test_every_type_of_event_stands_there_with_its_data() -> None:
    told: dict[str, dict[str, bool]] = {}
    types: list[str] = []
    for row in rows("Types of events"):
        types = re.findall("`([^`]+)`", row[0]) or types
        fields = {name: row[1].startswith("**") for name in re.findall("`([^`]+)`", row[1])}
        for type_ in types:
            told.setdefault(type_, {}).update(fields)
    known = {}
    for event in get_args(get_args(LiveEvent)[0]):
        fields = event.model_fields["data"].annotation.model_fields
        for type_ in get_args(event.model_fields["type"].annotation):
            known[type_] = {f.alias or name: f.is_required() for name, f in fields.items()}
    assert told == known


def test_the_moves_and_what_may_come_late_stand_there() -> None:
    told = {row[0]: {name.strip() for name in row[1].split(",")} for row in rows("Moves")}
    assert told == {
        getattr(before, "value", before) or "none yet": {state.value for state in after}
        or {"nothing"}
        for before, after in MOVES.items()
    }
    late = set(re.findall("`([a-z_]+[.a-z_]*)`", section("What may come late")))
    assert late == TAKEN_AFTER_THE_END
