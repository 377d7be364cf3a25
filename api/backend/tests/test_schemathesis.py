"""Every answer of this dialect is a documented one, whatever is asked."""

from pathlib import Path

import pytest

from api.backend.shapes import read_conversation
from api.backend.tests.asking import ID, WIRE
from api.gate.tests.fuzzing import fuzz
from api.gate.tests.keys import make_key
from intake.tests.making import save
from orgs.models import Organization
from roxels_dash.tests.serving import WebServer


@pytest.mark.django_db(transaction=True)
def test_every_answer_is_a_documented_one(
    northwind: Organization, web_server: WebServer, tmp_path: Path
) -> None:
    save(northwind, [read_conversation(WIRE)])
    key = make_key(northwind, requests_per_minute=1_000_000)
    fuzz(f"{web_server.url}/v1/backend/openapi.json", tmp_path, key, ID)
