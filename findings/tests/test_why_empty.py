"""Why a goal is empty: the same in its cell, the filter and the panel, whatever the version."""

import re

import pytest
from django.test import Client

from conversations.queries.emptiness import Emptiness
from findings.queries.table import fetch
from findings.tests.making import opened, selection
from intake.tests.making import record, save, template, turns
from orgs.models import Organization, User
from roxels_dash.tests.people import ClientOf

pytestmark = pytest.mark.django_db

BASE = "/o/northwind/findings/"
VERSIONS = (["city", "people"], ["budget", "city", "people"], ["people", "city"], ["people"])
FOUND: tuple[dict[str, object], ...] = ({"people": 2}, {"city": "Oslo"}, {})


@pytest.fixture
def client(client_of: ClientOf, analyst: User, northwind: Organization) -> Client:
    for version, goals in enumerate(VERSIONS, 1):
        template(northwind, "tpl_meal", name="Meal", goals=[{"id": goal} for goal in goals])
        save(northwind, [
            record(f"iv_{version}_{number}", template_id="tpl_meal", transcript=turns("Hi."),
                   findings=[{"goal": goal, "value": value} for goal, value in found.items()])
            for number, found in enumerate(FOUND)
        ])  # fmt: skip
    return client_of(analyst)


def cell(client: Client, version: str, conversation: str, goal: str) -> str:
    """Return what the table shows, and hold the panel to it."""
    query = f"?template=tpl_meal&col=goal.{goal}{version}"
    page = client.get(f"{BASE}{query}").content.decode()
    [row] = [each for each in page.split("<tr>") if f"/conversations/{conversation}/" in each]
    [shown] = re.findall(r"<td[^>]*>(?:<a[^>]*>)?([^<]*)", row)
    panel = client.get(f"{BASE}values/{conversation}/{query}&goal={goal}").content.decode()
    assert (shown or "Nothing was found") in panel
    return shown


@pytest.mark.parametrize("version", ["", "&version=1", "&version=2"])
@pytest.mark.parametrize("goal", ["budget", "city", "people"])
def test_one_reason_is_told_everywhere(
    client: Client, northwind: Organization, version: str, goal: str
) -> None:
    labels = {each.label: each.value for each in Emptiness}
    chosen = selection(version, "tpl_meal")
    shown = fetch(northwind.pk, opened(northwind, chosen), chosen, None, "older", 50)
    expected: dict[str, set[str]] = {each: set() for each in labels.values()}
    for row in shown:
        told = cell(client, version, row.public_id, goal)
        if told in labels:
            expected[labels[told]].add(row.public_id)
    for reason, ids in expected.items():
        narrowed = selection(f"where={goal}:empty:{reason}{version}", "tpl_meal")
        rows = fetch(northwind.pk, opened(northwind, narrowed), narrowed, None, "older", 50)
        assert {row.public_id for row in rows} == ids, reason


def test_what_a_version_did_not_ask_has_no_reason_to_be_empty(client: Client) -> None:
    assert cell(client, "", "iv_1_0", "budget") == ""
    assert cell(client, "", "iv_2_0", "budget") == "Passed over"
    assert cell(client, "", "iv_2_2", "budget") == "Not reached before the end"
    assert cell(client, "", "iv_1_0", "city") == "Passed over"
    assert cell(client, "", "iv_3_0", "city") == "Not reached before the end"
    assert cell(client, "", "iv_4_0", "city") == ""
