"""What the application's role may do, given after every migration, and how long its pages wait."""

import logging
from typing import Any

from django.conf import settings
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from psycopg import sql

logger = logging.getLogger(__name__)

# Written once and never changed by the application, or not written by it at all.
READ_AND_ADD = ("orgs_auditevent", "erasure_event", "erasure_receipt")
READ_ONLY = ("django_migrations",)

STATEMENTS = (
    "REVOKE CREATE ON SCHEMA public FROM PUBLIC, {role}",
    "GRANT USAGE ON SCHEMA public TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
    "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}",
    "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {role}",
)


def limit_waits(seconds: float) -> None:
    """Have every connection that this process makes wait so long for a lock, and no longer.

    Of a web process: a few requests that wait for one organisation's import would otherwise hold
    all its threads, and everybody's pages with them. At 0 they wait for ever.
    """
    _set_on_connecting("lock_timeout", round(seconds * 1000))


def read_alone() -> None:
    """Have no statement of this process be read by several of the database's processes at once.

    Of a web process: to weigh and start helpers takes longer than a page's fifty rows.
    """
    _set_on_connecting("max_parallel_workers_per_gather", 0)


def _set_on_connecting(name: str, value: int) -> None:
    def set_it(connection: BaseDatabaseWrapper, **_: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SET {name} = %s", [value])

    connection_created.connect(set_it, weak=False, dispatch_uid=name)


def grant_to_app_role(using: str, **_: Any) -> None:
    """Give DATABASE_APP_ROLE its rights on every table, and no right to change the schema.

    Warns where the role is missing. Does nothing when the role itself is connected, as when
    Django empties tables after a test: that sends the same signal as a migration.
    """
    role = settings.DATABASE_APP_ROLE
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT current_user = %s, EXISTS (SELECT FROM pg_roles WHERE rolname = %s)",
            [role, role],
        )
        is_role, exists = cursor.fetchone()
        if is_role:
            return
        if not exists:
            logger.warning("There is no database role %s: nothing was granted to it.", role)
            return
        for statement in (*STATEMENTS, *_exceptions(cursor)):
            cursor.execute(sql.SQL(statement).format(role=sql.Identifier(role)))


def _exceptions(cursor: Any) -> list[str]:
    """REVOKE statements for the tables that the role may not write to, of those that exist."""
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    tables = {name for (name,) in cursor.fetchall()}
    revoked = dict.fromkeys(READ_AND_ADD, "UPDATE, DELETE")
    revoked |= dict.fromkeys(READ_ONLY, "INSERT, UPDATE, DELETE")
    return [
        f"REVOKE {rights} ON {table} FROM {{role}}"
        for table, rights in revoked.items()
        if table in tables
    ]
