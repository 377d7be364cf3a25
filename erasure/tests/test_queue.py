"""The queue: what is due first stands on top, filters stand in the address, pages lose nothing."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from erasure.models import Erasure
from erasure.queries import queue
from orgs.models import Organization, User
from roxels_dash.tests.people import ClientOf
from web import keyset

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(support: User, client_of: ClientOf) -> Client:
    return client_of(support)


def page(client: Client, name: str, status: int = 200, **query: Any) -> str:
    response = client.get(reverse(name), query)
    assert response.status_code == status
    return response.content.decode()


def test_overdue_ones_stand_on_top_and_filters_stand_in_the_address(
    client: Client, northwind: Organization, other_org: Organization
) -> None:
    for days, organization in ((20, northwind), (-2, other_org), (3, northwind)):
        make_request(organization, due_in=days, ticket=f"Ticket {days}")
    shown = page(client, "support_queue")
    assert shown.index("overdue by 2 days") < shown.index("in 2 days") < shown.index("in 19 days")
    assert "Ticket 20" not in page(client, "support_queue", overdue="1")
    assert "Ticket -2" not in page(client, "support_queue", organization="northwind")
    assert "No request is like that" in page(client, "support_queue", ticket="Ticket 99")
    assert page(client, "support_queue", state="nonsense", status=422)


def make_request(organization: Organization, *, due_in: float, ticket: str = "") -> Erasure:
    return Erasure.objects.create(
        organization=organization,
        kind="person",
        via="support",
        asked_by="person",
        identity_check="reply",
        ticket=ticket,
        due_at=timezone.now() + timedelta(days=due_in),
    )


def test_the_queue_is_read_page_by_page_due_first(
    client: Client, northwind: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "PAGE_SIZE", 2)
    for days in (5, 1, 4, 2, 3):
        make_request(northwind, due_in=days, ticket=f"Ticket {days}")
    filters, seen, cursor = queue.QueueFilters(), [], ""
    for _ in range(3):
        read = queue.page(filters, keyset.Request(older=cursor))
        seen += [erasure.ticket for erasure in read.rows]
        cursor = read.older
    assert seen == [f"Ticket {days}" for days in range(1, 6)] and not cursor
    assert "here is the first page" in page(client, "support_queue", older="made up")


def test_the_queue_asks_as_often_for_three_as_for_one(
    client: Client, northwind: Organization
) -> None:
    counts = []
    for number in (1, 2):
        for _ in range(number):
            make_request(northwind, due_in=number)
        with CaptureQueriesContext(connection) as asked:
            page(client, "support_queue")
        counts.append(len(asked))
    assert counts[0] == counts[1]
