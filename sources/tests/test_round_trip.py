"""All of one instance, pulled into an empty one through each dialect, is told there as it was.

Two organisations stand for the two instances: nothing but HTTP goes between them.
"""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from api.gate.tests.keys import SYSTEM, ApiClient, make_key
from conversations.models import Conversation
from intake.domain import Result, import_conversations
from orgs.models import Organization
from roxels_dash.embedded.programs import ROOT
from roxels_dash.tests.serving import WebServer
from sources import domain
from sources.formats import reader
from sources.models import Ended, Source
from sources.tests.instances import made, of_backend, told

pytestmark = pytest.mark.django_db(transaction=True)

DATA = ROOT.parent / "shared" / "data" / "sgd"
FILES = ("roxels", "widget", "backend")
UNLIMITED = 1_000_000


@pytest.fixture(autouse=True)
def local_ones_are_public(settings: Any) -> None:
    settings.OUTPUTS_ALLOW_HTTP = True
    settings.OUTPUTS_ALLOWED_NETWORKS = ["127.0.0.0/8"]


def pull(there: WebServer, whose: Organization, here: Organization, dialect: str) -> Source:
    """Pull all of `whose` into `here`, and forget what that was."""
    source = domain.create_source(
        actor=SYSTEM,
        organization=here,
        name="The other instance",
        base_url=there.url,
        dialect=dialect,
        key=make_key(whose, requests_per_minute=UNLIMITED),
    )
    while source.pulled_until is None and not source.problem:
        domain.pull_due()
        source.refresh_from_db()
    assert source.problem == ""
    run = source.runs.get()
    assert (run.state, run.refused, run.refusals) == (Ended.DONE, 0, {})
    return source


def same(whose: Organization, here: Organization, dialect: str) -> None:
    ours, theirs = (
        told(ApiClient(make_key(each, requests_per_minute=UNLIMITED)), dialect)
        for each in (whose, here)
    )
    assert ours.keys() == theirs.keys() and len(ours) > 0
    different = [id for id in ours if ours[id] != theirs[id]]
    assert not different, [(ours[id], theirs[id]) for id in different[:1]]


@pytest.mark.parametrize("dialect", FILES)
def test_a_pulled_instance_tells_the_same(
    northwind: Organization, other_org: Organization, web_server: WebServer, dialect: str
) -> None:
    outcomes = import_conversations(northwind, made())
    assert {outcome.result for outcome in outcomes} == {Result.CREATED}, outcomes
    pull(web_server, northwind, other_org, dialect)
    same(northwind, other_org, dialect)
    if dialect == "widget":
        found = Conversation.objects.filter(organization=other_org, person_count__gt=0)
        assert not found.exists(), "visitors are nobody"


def lines(name: str, most: int) -> list[Any]:
    path = Path(DATA / f"{name}.jsonl.gz")
    if not path.exists():
        pytest.skip("the dialogues that this is tried with are not beside the project")
    with gzip.open(path) as file:
        return [json.loads(line) for line, _ in zip(file, range(most), strict=False)]


def real(organization: Organization, most: int) -> None:
    """Import the first `most` dialogues of each of the three files."""
    for name in FILES:
        records = [reader(None)(wire) for wire in lines(name, most)]
        outcomes = import_conversations(organization, records)
        assert {outcome.result for outcome in outcomes} == {Result.CREATED}


def test_real_dialogues_are_told_as_their_files_have_them(northwind: Organization) -> None:
    real(northwind, 60)
    api = ApiClient(make_key(northwind, requests_per_minute=UNLIMITED))
    for wire in lines("widget", 60):
        found = api.get(f"/api/v1/conversations/{wire['id']}").json()
        assert {name: found[name] for name in wire} == wire
    for wire in lines("backend", 60):
        assert of_backend(api, wire["id"]) == wire


@pytest.mark.parametrize("dialect", FILES)
def test_real_dialogues_are_told_the_same_once_pulled(
    northwind: Organization, other_org: Organization, web_server: WebServer, dialect: str
) -> None:
    real(northwind, 40)
    pull(web_server, northwind, other_org, dialect)
    same(northwind, other_org, dialect)


@pytest.mark.soak
@pytest.mark.parametrize("dialect", FILES)
def test_all_real_dialogues_are_told_the_same_once_pulled(
    northwind: Organization, other_org: Organization, web_server: WebServer, dialect: str
) -> None:
    real(northwind, 10_000)
    pull(web_server, northwind, other_org, dialect)
    same(northwind, other_org, dialect)
