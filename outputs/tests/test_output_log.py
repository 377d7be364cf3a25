"""The output log of a conversation: on a page of its own, and in the conversation's rail."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conversations.models import Conversation
from intake.tests.making import conversation
from orgs.models import AuditEvent, Organization, User
from orgs.tests.helpers import page_of
from outputs.domain.counting import recount_deliveries
from outputs.models import State
from outputs.tests.making import endpoint
from outputs.tests.scenes import FAILED, OK, delivery_of
from roxels_dash.tests.people import ClientOf

PAGE = "/o/northwind/conversations/iv_1/"
LOG = f"{PAGE}outputs/"
RAIL = {"HX-Request": "true", "HX-Target": "rail-outputs"}


@pytest.fixture
def about(northwind: Organization) -> Conversation:
    return conversation(northwind)


@pytest.fixture
def reader(client_of: ClientOf, viewer: User) -> Client:
    return client_of(viewer)


def test_the_log_tells_how_each_output_stands(
    reader: Client, northwind: Organization, about: Conversation
) -> None:
    to = endpoint(northwind)
    delivery_of(northwind, to, [OK], conversation=about)
    delivery_of(
        northwind, to, [FAILED], conversation=about, event_type="goal.committed", goal="location"
    )
    delivery_of(northwind, to, conversation=about, is_history=True, state=State.FAILED, body=None)
    delivery_of(northwind, to, [OK])  # Of no conversation.
    page = page_of(reader, LOG)
    pills = re.findall(r'<li><span class="row"><span class="pill \w+">([^<]+)', page)
    assert sorted(pills) == ["Delivered", "Failed", "Retrying, next try in 3 min"]
    for told in ("200 in 84 ms", "503: it failed", "hooks.example.com/in", "location", "imported"):
        assert told in page


def test_the_log_asks_again_while_something_is_to_come(
    reader: Client, northwind: Organization, about: Conversation
) -> None:
    to = endpoint(northwind)
    sent = delivery_of(northwind, to, [OK], conversation=about)
    assert "hx-trigger" not in page_of(reader, LOG)
    sent.state, sent.next_attempt_at = State.PENDING, timezone.now() + timedelta(hours=2)
    sent.save()
    assert 'hx-trigger="every 20s"' in page_of(reader, LOG)
    sent.next_attempt_at = timezone.now()
    sent.save()
    assert 'hx-trigger="every 3s"' in page_of(reader, LOG)


def test_the_log_of_a_conversation_that_goes_on_asks_for_what_will_fire(
    reader: Client, about: Conversation
) -> None:
    Conversation.objects.update(status="joined", ended_at=None)
    assert "hx-trigger" not in page_of(reader, LOG)  # Imported so: it never ends.
    Conversation.objects.update(source="live")
    assert 'hx-trigger="every 10s"' in page_of(reader, LOG)


def test_the_conversation_s_page_loads_it_and_leads_to_it(
    reader: Client, northwind: Organization, about: Conversation
) -> None:
    assert "rail-outputs" not in page_of(reader, PAGE)
    delivery_of(northwind, endpoint(northwind), [FAILED], conversation=about)
    recount_deliveries([about.pk])
    page = page_of(reader, PAGE)
    assert f'hx-get="{LOG}" hx-trigger="load"' in page and f'<a class="link" href="{LOG}">' in page
    rail = reader.get(LOG, headers=RAIL).content.decode()
    assert rail.strip().startswith('<section class="card" id="rail-outputs"')
    assert "1 pending" in rail


def test_what_was_imported_before_there_was_a_log_stays_in_sight(
    reader: Client, about: Conversation
) -> None:
    assert reader.get(LOG, headers=RAIL).status_code == 204
    assert "Nothing was sent" in page_of(reader, LOG)


def test_it_asks_no_more_for_three_than_for_one(
    reader: Client, northwind: Organization, about: Conversation
) -> None:
    asked = []
    for count in (1, 2):
        for _ in range(count):
            delivery_of(northwind, endpoint(northwind), [OK], conversation=about)
        page_of(reader, LOG)
        with CaptureQueriesContext(connection) as queries:
            page_of(reader, LOG)
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_a_conversation_being_erased_has_no_log_and_no_name_in_the_list(
    reader: Client, northwind: Organization, about: Conversation
) -> None:
    delivery_of(northwind, endpoint(northwind), [OK], conversation=about)
    assert "François Silva" in page_of(reader, "/o/northwind/deliveries/")
    about.erasing_at = timezone.now()
    about.save()
    assert reader.get(LOG).status_code == 404
    assert "François Silva" not in page_of(reader, "/o/northwind/deliveries/")


def test_support_s_reading_is_in_the_audit_log_but_not_every_poll(
    client_of: ClientOf, visiting_support: User, northwind: Organization, about: Conversation
) -> None:
    client = client_of(visiting_support)
    delivery_of(northwind, endpoint(northwind), conversation=about)
    page_of(client, LOG)
    for _ in range(3):
        client.get(LOG, headers={"HX-Request": "true", "HX-Target": "output-log"})
    reads = AuditEvent.objects.filter(action="support.read", object_type="output_log")
    assert [event.object_id for event in reads] == ["iv_1"]
