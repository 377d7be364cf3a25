"""The keys' pages: admins make, rotate and revoke keys, and a secret is shown once."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from orgs import domain
from orgs.domain import keys
from orgs.models import ApiKey, AuditEvent, Organization, User
from orgs.queries.keys import key_access
from orgs.scopes import Scope
from orgs.tests.helpers import page_of
from orgs.tests.test_keys import issue, revoke, rotate
from roxels_dash.tests.markup import problems
from roxels_dash.tests.people import ClientOf

LIST, NEW = "/o/northwind/keys/", "/o/northwind/keys/new/"
SECRET = re.compile(r"sk_(?:live|test)_[0-9a-z]{52}")


@pytest.fixture
def client(admin: User, client_of: ClientOf) -> Client:
    """Signed in as the admin of northwind."""
    return client_of(admin)


def filled(client: Client, path: str = NEW, **given: Any) -> dict[str, Any]:
    """The form as a page of `path` gives it, filled in."""
    once = re.search(r'name="once" value="([^"]+)"', page_of(client, path))
    assert once
    usual = {"name": "Backend", "kind": "live", "scopes": ["conversations:read"]}
    return {**usual, "expires": "never", "once": once[1], **given}


def send(client: Client, form: Mapping[str, Any], path: str = NEW, status: int = 200) -> str:
    response = client.post(path, form)
    assert response.status_code == status
    page = response.content.decode()
    assert problems(page) == []
    return page


def secrets_in(page: str) -> set[str]:
    return set(SECRET.findall(page))


def test_the_answer_to_the_form_alone_shows_the_secret(client: Client, admin: User) -> None:
    response = client.post(NEW, filled(client, kind="test", scopes=["events:write"]))
    assert "no-store" in response["Cache-Control"]
    [secret] = secrets_in(response.content.decode())
    access = key_access(secret)
    assert access and access.is_test and access.scopes == {"events:write"}
    key = ApiKey.objects.get()
    assert (key.name, key.created_by, key.expires_at) == ("Backend", admin, None)
    listed = page_of(client, LIST)
    assert key.prefix in listed and secret not in listed


def test_a_form_sent_again_makes_no_other_key_and_shows_no_secret(client: Client) -> None:
    form = filled(client)
    assert secrets_in(send(client, form))
    again = send(client, form, status=409)
    assert "made already" in again and not secrets_in(again)
    assert ApiKey.objects.count() == 1 and AuditEvent.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "field", "told"),
    [
        ({"name": ""}, "name", "This field is required"),
        ({"name": "x" * 201}, "name", "at most 200"),
        ({"name": "a\x00b"}, "name", "Null characters"),
        ({"scopes": []}, "scopes", "Choose at least one"),
        ({"scopes": ["everything"]}, "scopes", "everything is not one"),
        ({"kind": "real"}, "kind", "real is not one"),
        ({"expires": "date"}, "expires_on", "Which day?"),
        ({"expires": "date", "expires_on": "2020-01-01"}, "expires_on", "This day is over"),
        ({"expires": "date", "expires_on": "9999-12-31"}, "expires_on", "less than or equal to"),
        ({"expires": "date", "expires_on": "soon"}, "expires_on", "Enter a valid date"),
        ({"requests_per_minute": "0"}, "requests_per_minute", "greater than or equal to 1"),
        ({"requests_per_minute": "1201"}, "requests_per_minute", "less than or equal to 1200"),
    ],
)
def test_bad_input_keeps_what_was_typed_and_names_the_field(
    client: Client, wrong: dict[str, Any], field: str, told: str
) -> None:
    form = filled(client, **{"name": "Night job", "scopes": ["persons:erase"], **wrong})
    page = send(client, form, status=422)
    error = re.search(rf'id="id_{field}_error">(.*?)</div>', page)
    assert error and told in error[1]
    if field != "name":
        assert 'value="Night job"' in page
    if field != "scopes":
        assert re.search(r'value="persons:erase"[^>]* checked', page)
    assert not ApiKey.objects.exists()


def test_a_form_without_its_hidden_text_makes_nothing(client: Client) -> None:
    assert "too old" in send(client, filled(client, once=""), status=422)
    assert not ApiKey.objects.exists()


@pytest.mark.parametrize(
    ("given", "ends"),
    [
        ({"expires": "30"}, datetime(2026, 7, 15, 22, 30, tzinfo=UTC)),
        ({"expires": "365"}, datetime(2027, 6, 15, 22, 30, tzinfo=UTC)),
        # The viewer's last day, to its end: in Berlin it is the sixteenth already.
        (
            {"expires": "date", "expires_on": "2026-06-16"},
            datetime(2026, 6, 16, 22, 0, tzinfo=UTC),
        ),
    ],
)
def test_a_key_ends_when_the_form_says(
    client: Client, admin: User, given: dict[str, str], ends: datetime
) -> None:
    admin.time_zone = "Europe/Berlin"
    admin.save()
    with time_machine.travel(datetime(2026, 6, 15, 22, 30, tzinfo=UTC), tick=False):
        client.force_login(admin)
        send(client, filled(client, **given))
    assert ApiKey.objects.get().expires_at == ends


def test_a_rotation_shows_the_new_secret_and_when_the_old_one_ends(
    client: Client, northwind: Organization, admin: User
) -> None:
    old, secret = issue(northwind, admin)
    path = f"{LIST}{old.public_id}/rotate/"
    form = {**filled(client, path), "overlap": "24"}
    page = send(client, form, path)
    [fresh] = secrets_in(page)
    assert fresh != secret and key_access(fresh) and key_access(secret)
    assert f"{old.prefix}…</code> works until" in page
    assert not secrets_in(send(client, form, path, status=409))
    listed = page_of(client, LIST)
    assert listed.count(">Rotate<") == 1 and listed.count(">Revoke<") == 2
    refused = send(client, {**form, "once": "x" * 24}, path, status=422)
    assert "rotated already" in refused
    assert ApiKey.objects.count() == 2


def test_a_key_is_revoked_after_a_question_and_only_once(
    client: Client, northwind: Organization, admin: User
) -> None:
    key, _ = issue(northwind, admin)
    path = f"{LIST}{key.public_id}/revoke/"
    assert "refused within five seconds" in page_of(client, path)
    key.refresh_from_db()
    assert key.revoked_at is None
    for told in ("Backend works no more.", "Backend had ended."):
        assert client.post(path)["Location"] == LIST
        assert told in page_of(client, LIST)
    assert AuditEvent.objects.filter(action="key.revoked").count() == 1
    assert "has ended already" in page_of(client, path)


def test_the_list_has_what_works_first_and_then_what_ended(
    client: Client, northwind: Organization, admin: User
) -> None:
    now = timezone.now()
    issue(northwind, admin, name="Forever", requests_per_minute=60)
    issue(northwind, admin, name="Soon over", expires_at=now + timedelta(days=3))
    revoke(issue(northwind, admin, name="Taken back")[0], admin)
    with time_machine.travel(now - timedelta(days=60)):
        issue(northwind, admin, name="Run out", expires_at=now - timedelta(days=30))
    page = page_of(client, LIST)
    names = re.findall(r"<b><bdi>(.*?)</bdi></b>", page)
    assert names == ["Soon over", "Forever", "Taken back", "Run out"]
    states = re.findall(r'<td class="c-ends">.*?(Revoked|Expired|Replaced)', page)
    assert states == ["Revoked", "Expired"]
    assert (
        page.count('class="soon"') == 1 and "In 2 days" in page and "60 requests a minute" in page
    )
    assert page.count("<bdi>Admin</bdi>") == 4


def test_who_made_a_key_is_named_while_they_are_a_member(
    client: Client, northwind: Organization, stranger: User
) -> None:
    issue(northwind, stranger)
    page = page_of(client, LIST)
    assert "a former member" in page and stranger.name not in page


def test_the_list_asks_as_often_for_three_keys_as_for_one(
    client: Client, northwind: Organization, admin: User
) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            page_of(client, LIST)
        return len(asked)

    issue(northwind, admin)
    revoke(issue(northwind, admin)[0], admin)
    page_of(client, LIST)  # The first page of all writes where one is.
    once = statements()
    for _ in range(2):
        issue(northwind, admin)
        revoke(rotate(issue(northwind, admin)[0], admin)[0], admin)
    assert statements() == once


def test_a_limit_on_keys_is_told(
    client: Client, northwind: Organization, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "MOST_ACTIVE", 0)
    assert "are the most" in send(client, filled(client), status=422)


def test_the_audit_log_tells_of_keys_under_a_topic_of_their_own(
    client: Client, northwind: Organization, admin: User
) -> None:
    old, _ = issue(northwind, admin, scopes=[Scope.EVENTS_WRITE, Scope.PERSONS_READ])
    new, _ = rotate(old, admin, hours=24)
    revoke(new, admin)
    domain.record(
        actor=domain.Actor(AuditEvent.Actor.KEY, new.pk),
        action="person.erased",
        organization_id=northwind.pk,
    )
    page = page_of(client, "/o/northwind/audit/", topic="keys")
    said = [re.sub("<[^>]+>", "", text) for text in re.findall(r'"said">(.*?)</p>', page)]
    assert said == [
        f"Admin revoked the API key Backend {new.prefix}…",
        f"Admin rotated the API key Backend {old.prefix}… into {new.prefix}…; "
        "the old one works 24 h longer",
        f"Admin made the live API key Backend {old.prefix}…, with persons:read, events:write",
    ]
    assert "The API key <b><bdi>Backend</bdi></b>" in page_of(client, "/o/northwind/audit/")
