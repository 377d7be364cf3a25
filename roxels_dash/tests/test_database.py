"""What the application's role may do in the database, and what it may not."""

import pytest
from django.db import DatabaseError, connection, transaction

pytestmark = pytest.mark.django_db


def run(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_tests_run_as_the_application_does() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname, rolsuper, rolbypassrls FROM pg_roles")
        roles = {name: rights for name, *rights in cursor.fetchall()}
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("roxels_app",)
    assert roles["roxels_app"] == [False, False]
    assert roles["roxels_owner"] == [False, False]


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id int)",
        "ALTER TABLE orgs_organization ADD COLUMN mine int",
        "DROP TABLE orgs_organization",
        "CREATE ROLE somebody",
        "UPDATE orgs_auditevent SET id = id",
        "DELETE FROM orgs_auditevent",
        "DELETE FROM django_migrations",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('a', 'b', now())",
    ],
)
def test_the_application_may_not(statement: str) -> None:
    with pytest.raises(DatabaseError, match=r"permission denied|must be owner"):
        run(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE orgs_organization SET name = name",
        "DELETE FROM conversations_turn",
        "SELECT FROM orgs_auditevent",
        "SELECT conversations_ensure_search_partition(date '2020-02-01')",
        "SELECT nextval(pg_get_serial_sequence('orgs_auditevent', 'id'))",
    ],
)
def test_the_application_may(statement: str) -> None:
    run(statement)


def test_the_server_logs_nothing_that_people_said() -> None:
    expected = {
        "log_statement": "none",
        "log_min_messages": "log",
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
        "log_parameter_max_length": "0",
        "log_parameter_max_length_on_error": "0",
    }
    with connection.cursor() as cursor:
        for name, value in expected.items():
            cursor.execute("SELECT current_setting(%s)", [name])
            assert cursor.fetchone() == (value,), name
