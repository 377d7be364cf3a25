"""What the API is measured with works, is the same on both sides, and leaves nothing behind."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from bench.api import batches, cases
from bench.api.cases import ApiCase
from bench.api.taking_out import take_out
from bench.found import Found
from bench.loading import copy_lines, set_sequences
from bench.people import ensure_companies, ensure_key
from bench.persons import load as load_persons
from bench.persons import recount
from bench.world import world
from conversations.filters import ConversationFilters
from conversations.models import Conversation, SearchDocument, SessionEvent, Turn
from conversations.queries import listing
from orgs.models import ApiKey
from orgs.models.keys import digest_of
from orgs.queries.keys import forget
from persons.models import Person
from web import keyset

SCALE = 100
END = datetime(2026, 10, 1, tzinfo=UTC)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("bench.tests.urls")]


@pytest.fixture
def owner(transactional_db: None) -> Iterator[psycopg.Connection]:
    name = connection.settings_dict["NAME"]
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], dbname=name, autocommit=True) as owner:
        yield owner


@pytest.fixture
def secret(owner: psycopg.Connection, tmp_path: Path) -> str:
    """The key of a benchmark over some conversations."""
    ensure_companies(SCALE, END)
    load_persons(owner, world(SCALE, END))
    copy_lines(owner, world(SCALE, END), range(SCALE))
    recount(owner, list(Person.objects.values_list("pk", flat=True)))
    set_sequences(owner)
    ensure_key(tmp_path / "key")
    return (tmp_path / "key").read_text()


@pytest.fixture
def found(secret: str) -> Found:
    mine = Conversation.objects.filter(organization_id=1).order_by("created_at")
    newest, oldest = mine.last(), mine.first()
    assert newest and newest.template and oldest
    scope = listing.scope(1, ConversationFilters())
    known: dict[str, Any] = dict.fromkeys(Found.__dataclass_fields__)
    known |= {
        "organization_id": 1,
        "deep_cursor": keyset.encode(keyset.Place(newest.created_at, newest.pk), scope),
        "template": newest.template.public_id,
        "period": {"since": "2025-06-01"},
        "usual_conversation": newest.public_id,
        "long_conversation": oldest.public_id,
    }
    return Found(**known)


def ask(secret: str, case: ApiCase) -> Any:
    client = Client(headers={"authorization": f"Bearer {secret}"})
    if case.body is None:
        return client.get(case.path)
    headers = {"idempotency-key": case.name} if case.is_once else {}
    return client.post(case.path, case.body(), content_type="application/json", headers=headers)


def every_case(found: Found, secret: str) -> list[ApiCase]:
    return [*cases.gets(found, secret), *cases.posts(found, connection.connection)]


def test_every_operation_is_answered_and_deep_is_deeper(secret: str, found: Found) -> None:
    answers = {case.name: ask(secret, case) for case in every_case(found, secret)}
    assert {answer.status_code for answer in answers.values()} == {200, 201}
    first, deep = (answers[f"GET interviews, {name}"].json() for name in ("first page", "deep"))
    assert deep["items"][:-1] == first["items"][1:]
    assert Person.objects.filter(external_id__startswith=cases.NEW_PERSON).count() == 2


def test_operations_that_do_nothing_stand_behind_the_gate(secret: str) -> None:
    path = "/v1/bench/nothing"
    assert Client().get(path).status_code == 401
    client = Client(headers={"authorization": f"Bearer {secret}", "idempotency-key": "one"})
    assert "RateLimit-Remaining" in client.get(path).headers
    for replayed in (False, True):
        answer = client.post(path, {"a": 1}, content_type="application/json")
        assert (answer.status_code, answer.json()) == (201, {})
        assert ("Idempotent-Replayed" in answer.headers) is replayed
    assert client.post(path, "{", content_type="application/json").status_code == 400


def stored(session: Conversation) -> list[list[Any]]:
    turns = session.turns.order_by("position").values_list(
        "organization_id", "conversation_id", "position", "role", "text", "modality", "at"
    )
    events = session.session_events.order_by("id").values_list(
        "organization_id", "conversation_id", "event_id", "type", "at", "digest", "data"
    )
    return [list(turns), [(*row[:5], bytes(row[5]), row[6]) for row in events]]


def test_bare_sql_writes_the_rows_that_the_api_writes(secret: str, found: Found) -> None:
    [session] = batches.sessions(1, found.template, 1)
    batch = batches.of_session(session, 0)
    client = Client(headers={"authorization": f"Bearer {secret}"})
    answer = client.post(batch.path, batch.body, content_type="application/json")
    assert answer.json() == {"accepted": batches.TURNS, "duplicates": 0}
    by_api = stored(session)
    assert [len(rows) for rows in by_api] == [batches.TURNS] * 2
    session.turns.all().delete()
    session.session_events.all().delete()
    connection.connection.execute(batches.INSERT_TURNS, batch.turns)
    connection.connection.execute(batches.INSERT_EVENTS, batch.events)
    assert stored(session) == by_api


def test_batches_go_on_where_their_session_is(secret: str, found: Found) -> None:
    made = batches.make(1, found.template, 2 * batches.PER_SESSION)
    assert made[0].path != made[1].path == made[-1].path
    client = Client(headers={"authorization": f"Bearer {secret}"})
    for batch in made:
        assert (
            client.post(batch.path, batch.body, content_type="application/json").status_code == 200
        )
    turns = batches.TURNS * batches.PER_SESSION
    assert {c.turn_count for c in Conversation.objects.filter(source="live")} == {turns}


def everything() -> list[Any]:
    kinds = (Conversation, Turn, SessionEvent, SearchDocument)
    persons = Person.objects.order_by("pk")
    return [
        *(kind.objects.count() for kind in kinds),
        list(persons.values_list("pk", "name", "last_seen_at", "conversation_count", "updated_at")),
    ]


def test_all_of_it_is_taken_out_again(secret: str, found: Found, owner: psycopg.Connection) -> None:
    before = everything()
    for case in every_case(found, secret):
        ask(secret, case)
    assert everything() != before
    take_out(owner, 1)
    assert everything() == before


def test_a_key_serves_as_long_as_its_secret_is_there(secret: str, tmp_path: Path) -> None:
    file = tmp_path / "key"
    assert file.stat().st_mode & 0o777 == 0o600
    ensure_key(file)
    assert file.read_text() == secret
    ApiKey.objects.update(revoked_at=timezone.now())
    forget(digest_of(secret))
    ensure_key(file)
    assert file.read_text() != secret
