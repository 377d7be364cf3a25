"""How a test that committed leaves an empty database: deleting its few rows, not TRUNCATE.

Django's own way, TRUNCATE of every table, makes some four hundred files anew and has content types
and permissions written again: a third of a second, hundreds of times a run.
"""

from typing import Any

from django.db import OperationalError, connection
from django.test import TransactionTestCase
from psycopg.errors import DeadlockDetected

TRIES = 5

# Made by the owner, so that the app role is granted nothing for it. With all tables locked nobody
# adds a row meanwhile; as everything goes, no foreign key need be followed. What stands in the
# tables of the migrations stays. Only a large table is truncated: what is deleted leaves its place
# taken, which the next test's plans would show.
FUNCTION = """
CREATE OR REPLACE FUNCTION empty_all_tables() RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET session_replication_role = replica AS $$
DECLARE
    tables regclass[];
    largest bigint;
    each regclass;
BEGIN
    SELECT array_agg(oid ORDER BY relname), max(pg_relation_size(oid)) INTO tables, largest
    FROM pg_class
    WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace
        AND relname NOT IN ('django_migrations', 'django_content_type', 'auth_permission');
    EXECUTE 'LOCK TABLE ' || array_to_string(tables, ', ') || ' IN SHARE ROW EXCLUSIVE MODE';
    IF largest > 1000000 THEN
        EXECUTE 'TRUNCATE ' || array_to_string(tables, ', ');
        RETURN;
    END IF;
    FOREACH each IN ARRAY tables LOOP
        EXECUTE 'DELETE FROM ' || each;
    END LOOP;
END $$
"""


def prepare() -> None:
    """Make the function in the test database, as its owner, and have Django's tests call it."""
    with connection.cursor() as cursor:
        cursor.execute(FUNCTION)
    TransactionTestCase._fixture_teardown = _teardown  # type: ignore[attr-defined]


def _teardown(_: Any) -> None:
    empty()


def empty() -> None:
    """Empty all tables; tried again where a worker or a sender was in the way.

    They look for work all the time and lock tables in an order of their own: of two that wait for
    each other PostgreSQL ends either.
    """
    for left in reversed(range(TRIES)):
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT empty_all_tables()")
            return
        except OperationalError as error:
            if not left or not isinstance(error.__cause__, DeadlockDetected):
                raise
