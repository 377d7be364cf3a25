"""The pages of sources: made, shown, paused, run, forgotten; the key is never seen again."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from orgs.models import AuditEvent, Organization, User
from roxels_dash.tests.people import ClientOf
from sources.models import Ended, Phase, Run, Source
from web.sealing import unseal

pytestmark = pytest.mark.django_db

LIST = "/o/northwind/sources/"
NEW = {
    "name": "Website",
    "dialect": "widget",
    "base_url": "https://widgets.example.com/",
    "key": "sk_live_theirs",
    "every": "60",
    "overlap_hours": "24",
}


@pytest.fixture
def client(admin: User, client_of: ClientOf) -> Client:
    return client_of(admin)


def made(client: Client, **fields: str) -> Source:
    response = client.post(f"{LIST}new/", {**NEW, **fields})
    source = Source.objects.latest("pk")
    assert (response.status_code, response["Location"]) == (302, f"{LIST}{source.public_id}/")
    return source


def test_a_source_is_made_and_its_key_sealed(client: Client, northwind: Organization) -> None:
    source = made(client)
    assert source.base_url == "https://widgets.example.com" and not source.is_test
    assert unseal(source.key, f"source.key:{source.public_id}") == "sk_live_theirs"
    assert b"theirs" not in bytes(source.key)
    assert source.due_at is not None and source.due_at <= timezone.now()
    for path in (LIST, f"{LIST}{source.public_id}/", f"{LIST}{source.public_id}/edit/"):
        page = client.get(path).content.decode()
        assert "Website" in page and "theirs" not in page
    [event] = AuditEvent.objects.filter(action="source.created")
    assert event.object_id == source.public_id and event.details == {}


def test_a_test_key_brings_test_conversations_and_by_hand_is_by_hand(
    client: Client, northwind: Organization
) -> None:
    source = made(client, key="sk_test_theirs", every="0")
    assert source.is_test and source.due_at is None
    page = client.get(f"{LIST}{source.public_id}/").content.decode()
    assert "By hand alone" in page and "Nothing has been pulled yet." in page
    client.post(f"{LIST}{source.public_id}/run/")
    source.refresh_from_db()
    assert source.due_at is not None


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": ""}, "required"),
        ({"name": "a\tb"}, "must be one line"),
        ({"base_url": "ftp://example.com"}, "must begin with https://"),
        ({"base_url": "https://127.0.0.1/"}, "leads to a private network"),
        ({"base_url": "https://ada:pw@example.com"}, "user name or password"),
        ({"base_url": "https://example.com/?key=1"}, "must not hold a query"),
        ({"dialect": "klingon"}, "not one of the available choices"),
        ({"dialect": "records"}, "not one of the available choices"),
        ({"key": ""}, "required"),
        ({"key": "two words"}, "without spaces"),
        ({"every": "7"}, "not one of the available choices"),
        ({"overlap_hours": "0"}, "greater than or equal to 1"),
        ({"overlap_hours": "721"}, "less than or equal to 720"),
    ],
)
def test_bad_input_names_its_field_and_makes_nothing(
    client: Client, northwind: Organization, wrong: dict[str, str], words: str
) -> None:
    response = client.post(f"{LIST}new/", {**NEW, **wrong})
    page = response.content.decode()
    assert response.status_code == 422 and words in page
    assert not Source.objects.exists() and "sk_live_theirs" not in page


def test_what_is_changed_keeps_the_key_and_another_system_begins_anew(
    client: Client, northwind: Organization
) -> None:
    source = made(client)
    Source.objects.update(pulled_until=timezone.now(), failures=3, problem="It answered 500.")
    client.post(f"{LIST}{source.public_id}/edit/", {**NEW, "key": "", "name": "Shop"})
    source.refresh_from_db()
    assert (source.name, source.failures, source.problem) == ("Shop", 0, "")
    assert source.pulled_until is not None
    assert unseal(source.key, f"source.key:{source.public_id}") == "sk_live_theirs"
    client.post(f"{LIST}{source.public_id}/edit/", {**NEW, "key": "", "dialect": "backend"})
    source.refresh_from_db()
    assert source.pulled_until is None


@pytest.mark.parametrize(
    "base_url", ["https://evil.example.com", "https://widgets.example.com:8443"]
)
def test_a_key_is_not_sent_to_another_server_unseen(
    client: Client, northwind: Organization, base_url: str
) -> None:
    source = made(client)
    edit, there = f"{LIST}{source.public_id}/edit/", {**NEW, "base_url": base_url}
    response = client.post(edit, {**there, "key": ""})
    assert response.status_code == 422
    assert "has to be entered again for another server" in response.content.decode()
    source.refresh_from_db()
    assert source.base_url == "https://widgets.example.com"
    client.post(edit, {**NEW, "base_url": "https://widgets.example.com/v2", "key": ""})
    client.post(edit, {**there, "key": "sk_live_other"})
    source.refresh_from_db()
    assert source.base_url == base_url
    assert unseal(source.key, f"source.key:{source.public_id}") == "sk_live_other"


def test_it_is_paused_resumed_and_forgotten(client: Client, northwind: Organization) -> None:
    source = made(client)
    one = f"{LIST}{source.public_id}/"
    for verb, state in (("pause", "paused"), ("resume", "active")):
        assert client.get(f"{one}{verb}/").status_code == 302
        source.refresh_from_db()
        assert source.state != state, "a GET does nothing"
        client.post(f"{one}{verb}/")
        source.refresh_from_db()
        assert source.state == state
    Run.objects.create(organization=northwind, source=source, phase=Phase.HISTORY)
    assert client.get(f"{one}delete/").status_code == 200 and Source.objects.exists()
    client.post(f"{one}delete/")
    assert not Source.objects.exists() and not Run.objects.exists()


def test_the_page_tells_how_it_goes(client: Client, northwind: Organization) -> None:
    source = made(client)
    Run.objects.create(
        organization=northwind, source=source, phase=Phase.HISTORY, created=1200, refused=3,
        refusals={"ended_at: is before started_at": 3},
    )  # fmt: skip
    page = client.get(f"{LIST}{source.public_id}/").content.decode()
    assert "1,200 pulled, 1,200 of them new, 3 refused" in page
    assert "ended_at: is before started_at" in page and 'hx-trigger="every 2s"' in page
    Source.objects.update(state="paused")
    assert "Broken off" in client.get(f"{LIST}{source.public_id}/").content.decode()
    Source.objects.update(state="active")
    Run.objects.update(state=Ended.DONE, ended_at=timezone.now())
    Source.objects.update(due_at=None, failures=2, problem="It refuses the key (401).")
    page = client.get(f"{LIST}{source.public_id}/").content.decode()
    assert "It refuses the key (401). So it was 2 times" in page and "every 2s" not in page
    block = client.get(
        f"{LIST}{source.public_id}/", headers={"HX-Request": "true", "HX-Target": "pulling"}
    ).content.decode()
    assert block.lstrip().startswith('<div class="stack" id="pulling"')


def test_one_or_three_make_no_difference(client: Client, northwind: Organization) -> None:
    counts: list[Any] = []
    client.get(LIST)
    for _ in range(3):
        source = made(client)
        Run.objects.create(organization=northwind, source=source, phase=Phase.HISTORY)
        with CaptureQueriesContext(connection) as asked:
            client.get(LIST)
        counts.append(len(asked))
    assert counts[0] == counts[2]
