"""What the fixtures promise every test: an empty database, whoever else is at work in it."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import psycopg
import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from psycopg.errors import DeadlockDetected

from orgs.models import Organization
from outputs.tests.receiving import until
from roxels_dash.tests.emptying import empty
from roxels_dash.tests.serving import database_url


def empty_in_a_thread() -> None:
    try:
        empty()
    finally:
        connection.close()


def waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
        return bool(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_who_locks_tables_the_other_way_round_does_not_keep_it_full(
    northwind: Organization,
) -> None:
    first, *_, last = sorted(connection.introspection.django_table_names(only_existing=True))
    with ThreadPoolExecutor(1) as pool, psycopg.connect(database_url()) as other:
        other.execute(f'LOCK TABLE "{last}" IN ROW EXCLUSIVE MODE')
        emptying = pool.submit(empty_in_a_thread)
        until(waits)
        with suppress(DeadlockDetected):  # PostgreSQL ends either; the emptying, as a rule.
            other.execute(f'LOCK TABLE "{first}" IN ROW EXCLUSIVE MODE')
        other.rollback()
        emptying.result()
    assert not Organization.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("count", [1, 20_000])
def test_what_was_committed_is_gone_and_takes_no_place(count: int) -> None:
    Organization.objects.bulk_create(
        Organization(slug=f"o-{number}", name="x" * 40) for number in range(count)
    )
    empty()
    assert not Organization.objects.exists()
    assert Permission.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_relation_size('orgs_organization')")
        assert cursor.fetchone()[0] <= 1_000_000
