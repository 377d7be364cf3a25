"""Partitions are there in time, tombstones give nothing away, and counts are counted."""

from datetime import UTC, date, datetime

import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings
from time_machine import travel

from conversations.domain import (
    ensure_search_partitions,
    recount_conversations,
    tombstone_digests,
)
from conversations.tasks import prepare_search_partitions
from intake.tests.making import conversation
from orgs.models import Organization
from persons.models import Person


def partitions() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT inhrelid::regclass::text FROM pg_inherits
            WHERE inhparent = 'conversations_searchdocument'::regclass
            """
        )
        return {name.removeprefix("conversations_searchdocument_") for (name,) in cursor}


@pytest.mark.django_db
def test_partitions_are_made_once_for_each_month() -> None:
    days = [date(2019, 3, 1), date(2019, 3, 31), date(2019, 4, 2)]
    assert ensure_search_partitions(days) == 2
    assert ensure_search_partitions(days) == 0
    assert {"2019_03", "2019_04"} <= partitions()


@pytest.mark.django_db
def test_days_out_of_reach_have_no_partition_of_their_own() -> None:
    assert ensure_search_partitions([date(1990, 1, 1), date(2190, 1, 1)]) == 0


@pytest.mark.django_db
def test_the_next_months_are_prepared_across_the_year() -> None:
    with travel(datetime(2026, 11, 21, tzinfo=UTC), tick=False):
        prepare_search_partitions()
    assert {"2026_11", "2026_12", "2027_01", "2027_02"} <= partitions()


def test_a_tombstone_needs_the_key_to_be_found() -> None:
    [digest] = tombstone_digests(1, "iv_1")
    assert len(digest) == 32
    others = [tombstone_digests(2, "iv_1"), tombstone_digests(1, "iv_2")]
    with override_settings(SECRET_KEY="another key of the same installation"):
        others.append(tombstone_digests(1, "iv_1"))
    assert [digest] not in others


def test_tombstones_outlive_a_changed_key() -> None:
    [before] = tombstone_digests(1, "iv_1")
    with override_settings(SECRET_KEY="new", SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]):
        assert tombstone_digests(1, "iv_1")[1] == before


@pytest.mark.django_db
def test_conversations_are_counted_anew(northwind: Organization) -> None:
    conversation(northwind, "iv_1")
    conversation(northwind, "iv_2")
    Person.objects.update(conversation_count=9)
    recount_conversations(list(Person.objects.values_list("pk", flat=True)))
    assert Person.objects.get().conversation_count == 2
