"""Imports at once, and batches of any size: everything exactly once, in so many statements."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from conversations.models import Conversation, Participation, SearchDocument, Template, Turn
from intake.domain import (
    Outcome,
    Rehearsal,
    Result,
    import_conversations,
    import_persons,
    rehearsal,
)
from intake.records import ConversationRecord, PersonRecord
from intake.tests.making import record, save
from orgs.models import Organization
from persons.models import Person

START_ALL = 4


def at_once(work: Callable[[], list[Outcome]]) -> list[list[Outcome]]:
    """Run `work` in several threads, each with its own connection, beginning together."""
    barrier = Barrier(START_ALL)

    def run(_: int) -> list[Outcome]:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=120)
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(START_ALL) as pool:
        return list(pool.map(run, range(START_ALL)))


def batch(size: int, **fields: object) -> list[ConversationRecord]:
    return [
        record(
            f"iv_{number}",
            minute=number,
            template_id=f"tpl_{number % 3}",
            persons=[{"external_id": f"user_{number % 5}", "name": f"Name {number % 5}"}],
            findings=[{"goal": "location", "value": "San Jose"}],
            tool_calls=[{"name": "search"}],
            criteria=[{"criterion": "polite", "passed": True}],
            usage=[{"component": "stt", "quantity": 1, "unit": "seconds"}],
            **fields,
        )
        for number in range(size)
    ]


@pytest.mark.django_db(transaction=True)
def test_imports_at_once_leave_everything_exactly_once(northwind: Organization) -> None:
    records = batch(30)
    outcomes = at_once(lambda: import_conversations(northwind, records))
    told = [outcome.result for run in outcomes for outcome in run]
    assert told.count(Result.CREATED) == 30
    assert told.count(Result.UNCHANGED) == 30 * (START_ALL - 1)
    assert Conversation.objects.count() == SearchDocument.objects.count() == 30
    assert Turn.objects.count() == 120
    assert (Person.objects.count(), Template.objects.count()) == (5, 3)
    assert Participation.objects.count() == 30
    assert set(Person.objects.values_list("conversation_count", flat=True)) == {6}


@pytest.mark.django_db(transaction=True)
def test_persons_at_once_are_made_once(northwind: Organization) -> None:
    records = [PersonRecord(external_id=f"user_{number}") for number in range(20)]
    outcomes = at_once(lambda: import_persons(northwind, records))
    told = [outcome.result for run in outcomes for outcome in run]
    assert told.count(Result.CREATED) == Person.objects.count() == 20


def statements(organization: Organization, records: list[ConversationRecord]) -> int:
    with CaptureQueriesContext(connection) as captured:
        save(organization, records)
    return len(captured)


@pytest.mark.django_db
@pytest.mark.parametrize("changes", [{}, {"summary": "New."}])
def test_a_large_batch_takes_as_many_statements_as_a_small_one(
    northwind: Organization, other_org: Organization, changes: dict[str, str]
) -> None:
    if changes:
        save(northwind, batch(6))
        save(other_org, batch(60))
    assert statements(northwind, batch(6, **changes)) == statements(other_org, batch(60, **changes))


@pytest.mark.django_db
def test_what_is_unchanged_takes_few_statements(northwind: Organization) -> None:
    save(northwind, batch(20))
    assert statements(northwind, batch(20)) <= 12


@pytest.mark.django_db(transaction=True)
def test_every_month_has_its_partition_before_its_conversations_come(
    northwind: Organization,
) -> None:
    save(northwind, [record(f"iv_{month}", minute=month * 45_000) for month in (0, 1)])
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT tableoid::regclass::text FROM conversations_searchdocument")
        assert {name for (name,) in cursor} == {
            "conversations_searchdocument_2026_06",
            "conversations_searchdocument_2026_07",
        }


@pytest.mark.django_db(transaction=True)
def test_a_rehearsal_tells_and_leaves_nothing(northwind: Organization) -> None:
    with rehearsal():
        outcomes = import_conversations(northwind, batch(3))
        again = import_conversations(northwind, batch(4))
    assert [outcome.result for outcome in outcomes] == [Result.CREATED] * 3
    assert [outcome.result for outcome in again] == [Result.UNCHANGED] * 3 + [Result.CREATED]
    for model in (Conversation, Turn, Person, Template, SearchDocument):
        assert not model._default_manager.exists()


@pytest.mark.django_db(transaction=True)
def test_a_rehearsal_by_batches_tells_what_an_import_by_batches_would(
    northwind: Organization,
) -> None:
    save(northwind, [record("iv_old")])
    batches = [
        [record("iv_old"), record("iv_1"), record("iv_2", session_id="sess_2")],
        [record("iv_1"), record("iv_2", summary="Later.", session_id="sess_2")],
        [record("iv_old", summary="Later."), record("iv_3", session_id="sess_2")],
        [record("iv_old"), record("iv_1")],
    ]
    rehearsal = Rehearsal()
    told = [rehearsal.import_conversations(northwind, each) for each in batches]
    assert Conversation.objects.count() == 1 and not told[2][1].id
    done = [import_conversations(northwind, each) for each in batches]
    words = [[(each.result, each.field, each.reason) for each in batch] for batch in done]
    assert [[(each.result, each.field, each.reason) for each in batch] for batch in told] == words
