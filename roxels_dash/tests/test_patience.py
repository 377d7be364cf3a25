"""No request waits for another's lock for long, or for helpers: it is told to come again."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection, transaction
from django.db.backends.signals import connection_created
from django.test import Client

from api.gate.tests.keys import ApiClient, api, api_of, problem
from intake.batch import lock
from intake.tests.making import template
from intake.tests.test_starting import NEW, form
from orgs.models import Organization, User
from persons.models import Person
from roxels_dash.database import limit_waits, read_alone
from roxels_dash.tests.people import ClientOf

__all__ = ["api", "api_of"]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def web_process() -> Iterator[None]:
    """Make connections as a web process does, and an import that lasts."""
    connection.close()
    limit_waits(0.2)
    read_alone()
    yield
    for name in ("lock_timeout", "max_parallel_workers_per_gather"):
        assert connection_created.disconnect(dispatch_uid=name)
    connection.close()


@pytest.fixture
def importing(web_process: None, northwind: Organization) -> Iterator[None]:
    begun, over = Event(), Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                lock(northwind.pk)
                begun.set()
                over.wait(60)
        finally:
            connection.close()

    template(northwind)
    with ThreadPoolExecutor(1) as other:
        held = other.submit(hold)
        begun.wait(60)
        yield
        over.set()
        held.result()


@pytest.mark.usefixtures("web_process")
def test_a_page_s_statements_are_read_by_one_process_of_the_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('max_parallel_workers_per_gather')")
        assert cursor.fetchone() == ("0",)


@pytest.mark.usefixtures("importing")
def test_a_program_is_told_to_come_again(api: ApiClient) -> None:
    given = {"template_id": "tpl_1", "persons": [{"external_id": "somebody_new"}]}
    response = api.send("/v1/interviews", given)
    assert problem(response, 503)["code"] == "unavailable"
    assert response["Retry-After"] == "5" and not Person.objects.exists()
    assert api.send("/v1/interviews", {"template_id": "tpl_1"}).status_code == 201


@pytest.mark.usefixtures("importing")
def test_a_page_says_so(admin: User, client_of: ClientOf) -> None:
    client: Client = client_of(admin)
    response = client.post(NEW, form())
    assert response.status_code == 503 and response["Retry-After"] == "5"
    assert "Somebody else is writing" in response.content.decode()
    assert not Person.objects.exists()
