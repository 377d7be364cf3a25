"""Fixtures for every room: the database as the app role sees it, a clean cache, a real worker."""

import os
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from roxels_dash.embedded import programs
from roxels_dash.embedded.logs import Log
from roxels_dash.embedded.process import Process
from roxels_dash.tests import emptying
from roxels_dash.tests.serving import WebServer, database_url

WORKER_STARTS_WITHIN = 120


def act_as(url_variable: str) -> None:
    """Connect as the role in this variable's address from now on, in every thread."""
    url = urlsplit(os.environ[url_variable])
    connection.close()
    connection.settings_dict.update(USER=url.username, PASSWORD=url.password)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """Let the owner make and migrate the test database."""
    act_as("DATABASE_OWNER_URL")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Run the tests as the role that web and workers have, so that a missing grant fails a test."""
    with django_db_blocker.unblock():
        emptying.prepare()
        act_as("DATABASE_URL")
    yield
    with django_db_blocker.unblock():
        # A test that has the database hang up on senders may have cut this connection, too.
        connection.close()
        # A live server's threads may still be connected, and the database could not be dropped.
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid() "
                "AND usename = current_user"
            )
        act_as("DATABASE_OWNER_URL")


@pytest.fixture(autouse=True)
def clean_cache() -> None:
    """Start every test with an empty cache: no sessions, no counted requests."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture(scope="session", autouse=True)
def patience() -> None:
    """Wait for the servers of the run where the product goes on without: the machine is busy."""
    from api.gate import limits
    from sources.pull import fetching

    limits._PATIENCE = 60
    fetching._PATIENCE = 600


@pytest.fixture(scope="module")
def real_worker(django_db_setup: None) -> Iterator[Process]:
    """A real Celery worker on the test database and broker, for tests that commit.

    Such a test is marked ``django_db(transaction=True)``; the worker sees nothing else.
    """
    from roxels_dash.celery import app

    app.control.purge()
    environment = {**os.environ, "DATABASE_URL": database_url()}
    process = Process(programs.any_worker(environment), Log(quiet=True))
    try:
        process.wait_until(
            lambda: bool(app.control.ping(timeout=0.5, limit=1)), WORKER_STARTS_WITHIN
        )
        yield process
    finally:
        process.ask_to_stop()
        process.end()


@pytest.fixture(scope="module")
def web_server(django_db_setup: None) -> Iterator[WebServer]:
    """The pages and the API as granian serves them, for tests that commit (see `real_worker`)."""
    server = WebServer()
    try:
        yield server.start()
    finally:
        server.stop()


@pytest.fixture
def bucket() -> Iterator[Any]:
    """The test's own S3 bucket (a boto3 resource), empty before and after."""
    from django.core.files.storage import storages

    resource: Any = storages["default"].bucket  # type: ignore[attr-defined]
    resource.objects.all().delete()
    yield resource
    resource.objects.all().delete()
