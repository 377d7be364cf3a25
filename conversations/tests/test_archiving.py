"""Conversations are put away and brought back: out of the default list, kept everywhere else."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conversations import domain
from conversations.models import Conversation
from intake.tests.making import conversation
from orgs.models import AuditEvent, Organization, User
from roxels_dash.tests.people import ClientOf

pytestmark = pytest.mark.django_db

LIST = "/o/northwind/conversations/"


@pytest.fixture
def client(analyst: User, client_of: ClientOf) -> Client:
    return client_of(analyst)


def listed(client: Client, query: str = "") -> list[str]:
    page = client.get(f"{LIST}{query}").content.decode()
    return re.findall(r'class="who" href="/o/northwind/conversations/(iv_\w+)/', page)


def ticked(client: Client, verb: str, *ids: str, query: str = "") -> Any:
    """Send the list's form with these ticked; return the page it leads to."""
    return client.post(f"/o/northwind/{verb}/", {"id": ids, "query": query}, follow=True)


def test_ticked_ones_go_out_of_the_list_and_stay_everywhere_else(
    client: Client, northwind: Organization
) -> None:
    for number in range(3):
        conversation(northwind, f"iv_{number}", minute=number)
    page = ticked(client, "archive", "iv_0", "iv_2").content.decode()
    assert "2 conversations archived." in page
    assert listed(client) == ["iv_1"]
    assert listed(client, "?archived=1") == ["iv_2", "iv_0"]
    assert client.get(f"{LIST}iv_0/").status_code == 200
    assert listed(client, "?q=table") == ["iv_2", "iv_1", "iv_0"], "search finds them"
    person = Conversation.objects.get(public_id="iv_0").participations.get().person
    path = f"/o/northwind/persons/{person.public_id}/conversations/"
    assert "iv_0" in client.get(path, headers={"HX-Request": "true"}).content.decode()


def test_it_is_undone_with_one_press(client: Client, northwind: Organization) -> None:
    for number in range(3):
        conversation(northwind, f"iv_{number}", minute=number)
    page = ticked(client, "archive", "iv_0", "iv_2").content.decode()
    note = page[page.index("note row") :]
    action = re.search(r'action="([^"]+)"', note)
    ids = re.findall(r'name="id" value="(iv_\w+)"', note[: note.index("</form>")])
    assert action and action[1] == "/o/northwind/restore/" and sorted(ids) == ["iv_0", "iv_2"]
    again = ticked(client, "restore", *ids).content.decode()
    assert "2 conversations restored." in again
    assert listed(client) == ["iv_2", "iv_1", "iv_0"]


def test_one_is_moved_from_its_own_page(client: Client, northwind: Organization) -> None:
    conversation(northwind)
    page = client.post(f"{LIST}iv_1/archive/", {"query": "?q=table"}, follow=True)
    assert page.redirect_chain == [(f"{LIST}iv_1/?q=table", 302)]
    assert "Archived: it is out of the default list." in page.content.decode()
    assert f'action="{LIST}iv_1/restore/"' in page.content.decode()
    page = client.post(f"{LIST}iv_1/restore/", follow=True)
    assert "Brought back into the list." in page.content.decode() and listed(client) == ["iv_1"]


def test_again_changes_nothing_and_each_change_is_on_the_audit_log(
    client: Client, northwind: Organization
) -> None:
    before = conversation(northwind).revision
    for _ in range(2):
        ticked(client, "archive", "iv_1")
    moved = Conversation.objects.get()
    assert moved.archived_at is not None and moved.revision == before + 1
    assert "None of them had to be archived." in ticked(client, "archive", "iv_1").content.decode()
    [event] = AuditEvent.objects.filter(action="conversation.archived")
    assert (event.object_id, event.details) == ("iv_1", {"count": 1})


def test_the_list_that_follows_is_the_one_before(client: Client, northwind: Organization) -> None:
    conversation(northwind, "iv_1", status="failed")
    page = ticked(client, "archive", "iv_1", query="?status=failed")
    assert page.redirect_chain[0][0].startswith(f"{LIST}?status=failed&undo=")
    page = ticked(client, "archive", query="?status=nonsense")
    assert page.redirect_chain == [(LIST, 302)] and "Nothing was ticked." in page.content.decode()


def test_bad_input_moves_nothing(client: Client, northwind: Organization) -> None:
    conversation(northwind)
    ids = [f"iv_{number}" for number in range(domain.MOST_AT_ONCE + 1)]
    assert "At most 500 go at once" in ticked(client, "archive", *ids).content.decode()
    assert "None of them" in ticked(client, "archive", "iv_none", "\0").content.decode()
    assert client.get(f"{LIST}?undo=made+up").status_code == 200
    assert Conversation.objects.get().archived_at is None


def test_viewers_see_no_boxes_and_others_are_out_of_reach(
    client: Client,
    viewer: User,
    client_of: ClientOf,
    northwind: Organization,
    other_org: Organization,
) -> None:
    conversation(northwind)
    conversation(other_org, "iv_theirs")
    page = client_of(viewer).get(LIST).content.decode()
    assert "Ticked ones" not in page and "archive/" not in page
    assert client_of(viewer).post("/o/northwind/archive/", {"id": "iv_1"}).status_code == 403
    ticked(client, "archive", "iv_theirs")
    assert not Conversation.objects.filter(archived_at__isnull=False).exists()


def test_fifty_cost_as_many_statements_as_one(client: Client, northwind: Organization) -> None:
    counts = []
    client.get(LIST)
    ticked(client, "archive", "iv_none")
    for many in (1, 5):
        ids = [f"iv_{many}_{number}" for number in range(many)]
        for number, public_id in enumerate(ids):
            conversation(northwind, public_id, minute=number)
        with CaptureQueriesContext(connection) as asked:
            client.post("/o/northwind/archive/", {"id": ids})
        counts.append(len(asked))
    assert counts[0] == counts[1]
