"""What outputs are measured with is data of the product, and leaves nothing behind."""

import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test import Client
from psycopg.conninfo import make_conninfo

from bench.loading import copy_lines, set_sequences
from bench.outputs import bare, loading, making
from bench.outputs.cases import ROW
from bench.outputs.endpoints import ensure_endpoints
from bench.outputs.making import BODY
from bench.people import ensure_companies, ensure_reader
from bench.persons import load as load_persons
from bench.world import world
from conversations.models import Conversation
from conversations.models.conversation import ENDED
from outputs.models import Attempt, AttemptContent, Delivery, DeliveryContent, Endpoint
from outputs.tests.sending import Senders, senders
from roxels_dash.embedded import ports
from roxels_dash.embedded.logs import Log
from roxels_dash.embedded.process import Process, Program

__all__ = ["senders"]

SCALE = 200
END = datetime(2026, 10, 1, tzinfo=UTC)
KINDS = (Conversation, Endpoint, Delivery, DeliveryContent, Attempt, AttemptContent)
_SCHEMA = """
SELECT indexdef FROM pg_indexes WHERE starts_with(tablename, 'outputs_')
UNION ALL SELECT conrelid::regclass || pg_get_constraintdef(oid) FROM pg_constraint
WHERE starts_with(conrelid::regclass::text, 'outputs_') ORDER BY 1
"""


@pytest.fixture
def url(transactional_db: None) -> str:
    """Two hundred conversations and their deliveries, loaded as a benchmark does."""
    ensure_companies(SCALE, END)
    connection.ensure_connection()
    load_persons(connection.connection, world(SCALE, END))
    copy_lines(connection.connection, world(SCALE, END), range(SCALE))
    ensure_endpoints(SCALE, END)
    url = make_conninfo(os.environ["DATABASE_OWNER_URL"], dbname=connection.settings_dict["NAME"])
    with psycopg.connect(url, autocommit=True) as owner:
        set_sequences(owner)
    assert loading.lacks_deliveries(url)
    loading.load(url, END, lambda _: None)
    return url


@pytest.fixture
def owner(url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(url, autocommit=True) as owner:
        yield owner


@pytest.fixture
def port() -> Iterator[int]:
    """The port of an endpoint that answers as its path says."""
    port = ports.free_port()
    command = [sys.executable, "-m", "bench.outputs.receiver", str(port)]
    receiver = Process(Program("receiver", command), Log(quiet=True))
    receiver.wait_until(lambda: _answers(port))
    yield port
    receiver.ask_to_stop()
    receiver.end()


def _answers(port: int) -> bool:
    try:
        return _post(f"http://127.0.0.1:{port}/0", 1, 1) > 0
    except Exception:
        return False


def _post(url: str, count: int, at_once: int) -> float:
    """In a thread, since a browser's tests may have left a loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(bare.post, url, [BODY] * count, at_once).result()


def test_each_conversation_that_ended_has_two_deliveries_or_three(url: str) -> None:
    assert not loading.lacks_deliveries(url)
    for conversation in Conversation.objects.all():
        found = list(conversation.output_deliveries.order_by("created_at"))
        assert len(found) in ((2, 3) if conversation.status in ENDED else (0,))
        if found and conversation.deliveries in ("failed", "pending"):
            assert found[-1].state == conversation.deliveries


def test_what_a_delivery_says_of_its_tries_is_true(url: str) -> None:
    for delivery in Delivery.objects.prefetch_related("attempts"):
        tries = sorted(delivery.attempts.all(), key=lambda attempt: attempt.number)
        assert [attempt.number for attempt in tries] == [*range(1, delivery.attempt_count + 1)]
        last = (tries[-1].status, tries[-1].error) if tries else (None, "")
        assert (delivery.last_status, delivery.last_error) == last


def test_every_key_and_index_is_there_again(transactional_db: None, request: Any) -> None:
    def schema() -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(_SCHEMA)
            return cursor.fetchall()

    before = schema()
    request.getfixturevalue("url")
    assert schema() == before


def test_the_pages_show_them(url: str) -> None:
    client = Client()
    client.force_login(ensure_reader())
    listed = client.get("/o/company-1/deliveries/").content.decode()
    assert listed.count(ROW) == 50
    assert client.get("/o/company-1/endpoints/").content.decode().count(ROW) == 25


def test_the_loop_and_a_sender_send_and_all_of_it_is_taken_out_again(
    url: str, owner: psycopg.Connection, senders: Senders, port: int
) -> None:
    assert _post(f"http://127.0.0.1:{port}/5", 20, 5) >= 0.02
    before = [kind.objects.count() for kind in KINDS]
    raw = connection.connection
    pools = making.pools(raw)[:2]
    to = [
        (pool, each)
        for pool in pools
        for each in making.endpoints(pool, f"http://127.0.0.1:{port}/0", 2)
    ]
    making.make(raw, to, 500)
    senders.start()
    endpoints = [endpoint for _, endpoint in to]
    making.wait(raw, endpoints, 60)
    assert Delivery.objects.filter(endpoint__in=endpoints, state="succeeded").count() == 500
    senders.stop()
    making.take_out(owner)
    assert [kind.objects.count() for kind in KINDS] == before
