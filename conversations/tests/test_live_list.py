"""The list asks for its rows that go on: changed ones come, ended ones are let be."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conversations.models import Conversation
from conversations.tests.playing import change, say, under_way
from intake.tests.making import SAID, conversation
from orgs.models import AuditEvent, Organization, User
from roxels_dash.tests.people import ClientOf

LIST = "/o/northwind/conversations/"
LIVE = "/o/northwind/live/"
POLL = re.compile(r'id="live-rows" hidden hx-get="([^"]+)"')
SENT = re.compile(r'<tr id="row-(\w+)" hx-swap-oob="(\w+)"')


@pytest.fixture
def reader(client_of: ClientOf, viewer: User) -> Client:
    return client_of(viewer)


def poll_of(page: str) -> str:
    [found] = POLL.findall(page)
    return unescape(found)


def opened(client: Client, query: str = "") -> str:
    return poll_of(client.get(f"{LIST}{query}").content.decode())


def test_only_rows_that_go_on_are_asked_for(reader: Client, northwind: Organization) -> None:
    conversation(northwind, "iv_done")
    conversation(northwind, "iv_left", status="joined", ended_at=None)
    under_way(northwind, "iv_live", *SAID)
    under_way(northwind, "iv_created", status="created", started_at=None)
    assert re.findall(r"row=(\w+)", opened(reader)) == ["iv_created", "iv_live"]


def test_nothing_changed_is_no_content_in_one_statement(
    reader: Client, northwind: Organization
) -> None:
    for number in range(3):
        under_way(northwind, f"iv_{number}", *SAID)
    poll = opened(reader)
    with CaptureQueriesContext(connection) as captured:
        assert reader.get(poll).status_code == 204
    assert len([each for each in captured if "conversations_" in each["sql"]]) == 1


def test_only_changed_rows_come_and_ended_ones_are_let_be(
    reader: Client, northwind: Organization
) -> None:
    one, two, _ = (under_way(northwind, f"iv_{number}", *SAID) for number in (1, 2, 3))
    poll = opened(reader)
    say(one, "More.")
    change(two, status="completed", summary="Done.", gist="Done.")
    response = reader.get(poll)
    assert response.status_code == 200
    answer = response.content.decode()
    assert sorted(SENT.findall(answer)) == [("iv_1", "true"), ("iv_2", "true")]
    assert "Completed" in answer
    assert sorted(re.findall(r"row=(\w+)", poll_of(answer))) == ["iv_1", "iv_3"]
    assert reader.get(poll_of(answer)).status_code == 204


def test_the_last_one_s_end_ends_the_asking(reader: Client, northwind: Organization) -> None:
    saved = under_way(northwind, "iv_1", *SAID)
    poll = opened(reader)
    change(saved, status="failed")
    response = reader.get(poll)
    assert response.status_code == 286
    assert "hx-get" not in response.content.decode()
    assert "live-rows" not in reader.get(LIST).content.decode()


def test_a_row_stays_that_no_longer_passes_the_filters(
    reader: Client, northwind: Organization
) -> None:
    saved = under_way(northwind, "iv_1", *SAID)
    poll = opened(reader, "?status=joined")
    change(saved, status="completed")
    answer = reader.get(poll).content.decode()
    assert SENT.findall(answer) == [("iv_1", "true")]
    assert "iv_1/?status=joined" in answer


def test_what_is_being_erased_leaves_the_list(reader: Client, northwind: Organization) -> None:
    under_way(northwind, "iv_1", *SAID)
    poll = opened(reader)
    Conversation.objects.update(erasing_at=timezone.now())
    assert SENT.findall(reader.get(poll).content.decode()) == [("iv_1", "delete")]


def test_another_organisation_s_row_is_as_unknown_as_none(
    reader: Client, other_org: Organization
) -> None:
    under_way(other_org, "iv_theirs", *SAID, persons=[{"name": "Their Person"}])
    theirs = reader.get(f"{LIVE}?row=iv_theirs:0").content.decode()
    assert "Their Person" not in theirs
    unknown = reader.get(f"{LIVE}?row=iv_unknown:0").content.decode()
    assert theirs.replace("iv_theirs", "") == unknown.replace("iv_unknown", "")


@pytest.mark.parametrize(
    "query", ["", "?row=", "?row=x", "?row=<b>:1", "?row=iv_1:²", "?status=no"]
)
def test_a_bad_question_ends_the_asking(reader: Client, query: str) -> None:
    assert reader.get(f"{LIVE}{query}").status_code == 286


def test_support_s_following_is_on_the_record(
    client_of: ClientOf, visiting_support: User, northwind: Organization
) -> None:
    saved = under_way(northwind, "iv_1", *SAID)
    support = client_of(visiting_support)
    reads = AuditEvent.objects.filter(action="support.read", object_type="conversation_list")
    say(saved, "More.")
    support.get(f"{LIVE}?row=iv_1:1")
    assert reads.count() == 1
    support.get(f"{LIVE}?row=iv_1:1")
    assert reads.count() == 1
