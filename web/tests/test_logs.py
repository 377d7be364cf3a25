"""Logs tell what failed and never what somebody said."""

import logging

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client

from orgs.models import Organization
from persons.models import Person
from web.logs import DiscreetFormatter, RouteFilter

CANARY = "canary-7f3a\n\nof three lines"


def logged(error: BaseException) -> str:
    record = logging.LogRecord("test", logging.ERROR, "", 0, "failed", None, None)
    record.exc_info = (type(error), error, error.__traceback__)
    return DiscreetFormatter("%(message)s").format(record)


def test_a_unique_clash_does_not_quote_the_value(northwind: Organization) -> None:
    Person.objects.create(organization=northwind, external_id=CANARY)
    with pytest.raises(IntegrityError) as raised, transaction.atomic():
        Person.objects.create(organization=northwind, external_id=CANARY)
    assert "canary-7f3a" in str(raised.value)
    told = logged(raised.value)
    assert "person_external_id_unique" in told
    assert "canary-7f3a" not in told
    assert "of three lines" not in told


def load(row: str) -> None:
    statement = "COPY persons_person (id, name) FROM STDIN"
    with transaction.atomic(), connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(row)


def test_a_bulk_load_does_not_quote_the_row(db: None) -> None:
    with pytest.raises(psycopg.Error) as raised:
        load(f"{CANARY}\tname\n")
    told = logged(raised.value)
    assert "canary-7f3a" in str(raised.value)
    assert "canary-7f3a" not in told
    assert "CONTEXT: (left out)" in told


@pytest.mark.parametrize("kind", ["tsquery", "tsvector"])
def test_a_search_that_fails_does_not_quote_the_words(db: None, kind: str) -> None:
    with pytest.raises(DatabaseError) as raised, connection.cursor() as cursor:
        cursor.execute(f"SELECT %s::{kind}", [CANARY.split()[0] * 300])
    assert "canary-7f3a" in str(raised.value)
    assert "canary-7f3a" not in logged(raised.value)


def test_what_follows_a_quoted_part_is_kept() -> None:
    message = f"first\nDETAIL:  Key (name)=({CANARY}) already exists."
    try:
        try:
            raise ValueError(message)
        except ValueError as error:
            raise RuntimeError("second") from error
    except RuntimeError as error:
        told = logged(error)
    assert "canary-7f3a" not in told
    assert "RuntimeError: second" in told


@pytest.mark.parametrize("path", ["/v1/persons/zoë canary", "/nowhere/canary"])
def test_an_address_is_told_by_its_pattern(
    client: Client, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    caplog.handler.addFilter(discreet := RouteFilter())
    try:
        assert client.get(path).status_code >= 400
    finally:
        caplog.handler.removeFilter(discreet)
    assert any(record.name == "django.request" for record in caplog.records)
    assert "canary" not in caplog.text


def test_an_error_within_a_message_does_not_quote_it_either(northwind: Organization) -> None:
    Person.objects.create(organization=northwind, external_id=CANARY)
    with pytest.raises(IntegrityError) as raised, transaction.atomic():
        Person.objects.create(organization=northwind, external_id=CANARY)
    for said in (repr(raised.value), str(raised.value), repr(repr(raised.value))):
        record = logging.LogRecord("test", logging.ERROR, "", 0, "Task %s: %s", ("x", said), None)
        told = DiscreetFormatter("%(message)s").format(record)
        assert "person_external_id_unique" in told
        assert "canary-7f3a" not in told and "of three lines" not in told
