"""Conversations are put away and brought back: out of the default list, kept everywhere else."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conversations import domain
from conversations.domain import archiving
from conversations.models import Conversation, RollupMark
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


def test_all_that_match_go_at_once_and_come_back_by_one_press(
    client: Client, northwind: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archiving, "MOST", 2)
    for number in range(5):
        conversation(northwind, f"iv_{number}", minute=number, status="failed")
    conversation(northwind, "iv_other", minute=9)
    ticked(client, "archive", "iv_0")
    given = {"all": "1", "query": "?status=failed"}
    page = client.post("/o/northwind/archive/", given, follow=True).content.decode()
    assert "4 conversations archived." in page
    assert listed(client) == ["iv_other"]
    undo = re.search(r'name="undo" value="([^"]+)"', page)
    assert undo is not None
    told = {"undo": undo[1], "query": "?status=failed"}
    page = client.post("/o/northwind/restore/", told, follow=True).content.decode()
    assert "4 conversations restored." in page
    assert listed(client) == ["iv_other", "iv_4", "iv_3", "iv_2", "iv_1"]
    page = client.post("/o/northwind/restore/", {"undo": "made up"}, follow=True).content.decode()
    assert "0 conversations restored." in page
    page = client.post(
        "/o/northwind/restore/", {"all": "1", "query": "?archived=1"}, follow=True
    ).content.decode()
    assert "1 conversation restored." in page and len(listed(client)) == 6


def test_no_more_than_so_many_go_at_once(
    client: Client, northwind: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (archiving, domain):
        monkeypatch.setattr(module, "MOST_MATCHING", 2)
    monkeypatch.setattr(archiving, "MOST", 2)
    for number in range(3):
        conversation(northwind, f"iv_{number}", minute=number)
    page = client.post("/o/northwind/archive/", {"all": "1"}, follow=True).content.decode()
    assert "2 conversations archived. These were the newest" in page
    assert listed(client) == ["iv_0"]


def test_all_of_a_page_are_ticked_without_a_script(client: Client, northwind: Organization) -> None:
    conversation(northwind)
    page = client.get(LIST).content.decode()
    assert "data-tick-all" in page and f'href="{LIST}?ticked=1"' in page
    box = r'<input type="checkbox" form="picked" name="id" value="iv_1"[^>]*>'
    for query, is_ticked in (("", False), ("?ticked=1", True)):
        [found] = re.findall(box, client.get(f"{LIST}{query}").content.decode())
        assert found.endswith(" checked>") == is_ticked


def test_what_is_counted_without_the_archived_is_counted_again(
    client: Client, northwind: Organization
) -> None:
    conversation(northwind)
    for verb in ("archive", "restore"):
        RollupMark.objects.all().delete()
        ticked(client, verb, "iv_1")
        assert RollupMark.objects.filter(organization=northwind).count() == 1


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
