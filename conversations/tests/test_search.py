"""Search finds every conversation that has the words, newest first, through every window."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conversations.filters import ConversationFilters
from conversations.models import Conversation, SearchDocument
from conversations.queries import listing, search
from intake.tests.making import conversation, turns
from orgs.models import Organization, User
from roxels_dash.tests.people import ClientOf
from web import highlight, keyset

LIST = "/o/northwind/conversations/"


def found(organization: Organization, q: str, **fields: object) -> list[str]:
    filters = ConversationFilters(q=q, **fields)  # type: ignore[arg-type]
    names: list[str] = []
    page = listing.page(organization, filters, keyset.Request())
    names += [row.public_id for row in page.rows]
    while page.older:
        page = listing.page(organization, filters, keyset.Request(older=page.older))
        names += [row.public_id for row in page.rows]
    return names


@pytest.mark.parametrize(
    "q",
    [
        "francois",  # a name, without its accent
        "booked",  # the summary
        "tasting",  # a finding
        "san jose",  # a turn
        '"two in San Jose"',
        "restaurants",  # another ending
        "silva sino",  # words of different places
        "reserv*",
        "reservation*",  # longer than its stem
        "tables-wer*",
        "booked -seattle",
    ],
)
def test_words_of_every_place_are_found(northwind: Organization, q: str) -> None:
    findings = [{"goal": "menu", "value": "Tasting"}]
    summary = "A table at Sino was booked, with a reservation. Tables were free."
    conversation(northwind, "iv_1", findings=findings, summary=summary)
    assert found(northwind, q) == ["iv_1"]


@pytest.mark.parametrize("q", ["seattle", '"San two"', "francois -sino", '"booked I need"', "---"])
def test_what_nobody_said_is_not_found(northwind: Organization, q: str) -> None:
    conversation(northwind, "iv_1")
    assert found(northwind, q) == []


def test_every_month_is_searched_once_in_order(
    northwind: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "_WALKED", 3)
    monkeypatch.setattr(listing, "PAGE_SIZE", 4)
    start = datetime(2023, 1, 31, 23, 59, tzinfo=UTC)
    for number in range(40):
        at = start + timedelta(days=23 * number)
        said = turns("the needle" if number % 3 == 0 else "hay", start=at)
        conversation(
            northwind,
            f"iv_{number}",
            created_at=at,
            started_at=at,
            ended_at=None,
            transcript=said,
        )
    expected = [f"iv_{number}" for number in range(39, -1, -3)]
    assert found(northwind, "needle") == expected
    assert found(northwind, "hay needle") == []


def test_newer_walks_the_same_hits_upwards(
    northwind: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "_WALKED", 2)
    start = datetime(2024, 1, 1, tzinfo=UTC)
    for number in range(12):
        at = start + timedelta(days=40 * number)
        conversation(northwind, f"iv_{number}", created_at=at, started_at=at, ended_at=None)
    filters = ConversationFilters(q="sino")
    oldest = Conversation.objects.get(public_id="iv_0")
    place = keyset.Place(oldest.created_at, oldest.pk)
    rows = listing.fetch(northwind, filters, place, "newer", 5)
    assert [row.public_id for row in rows] == [f"iv_{number}" for number in range(1, 6)]


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(typed=st.text(max_size=60))
def test_whatever_is_typed_gets_an_answer(northwind: Organization, typed: str) -> None:
    listing.page(northwind, ConversationFilters(q=typed), keyset.Request())


def test_python_and_postgresql_agree_on_every_query(northwind: Organization) -> None:
    saved = conversation(northwind, "iv_1")
    text = "François Silva A table at Sino was booked. I need a table for two in San Jose."
    for typed in ("silva", '"table at sino"', "tab*", "need two", "nothing", '"jose san"'):
        query = highlight.parse(typed)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT document @@ %s::tsquery FROM conversations_searchdocument"
                " WHERE conversation_id = %s",
                [query.tsquery, saved.pk],
            )
            [in_database] = cursor.fetchone()
        assert in_database == bool(query.spans(text)), typed


@pytest.mark.django_db(transaction=True)
def test_documents_lie_in_their_month(northwind: Organization) -> None:
    conversation(northwind, "iv_1")
    with connection.cursor() as cursor:
        cursor.execute("SELECT tableoid::regclass::text FROM conversations_searchdocument")
        assert cursor.fetchall() == [("conversations_searchdocument_2026_06",)]
    assert SearchDocument.objects.count() == 1


def test_a_hit_is_shown_where_it_stands(
    client_of: ClientOf, viewer: User, northwind: Organization
) -> None:
    conversation(northwind, "iv_1")
    page = client_of(viewer).get(f"{LIST}?q=restaurant").content.decode()
    assert "Which <mark>restaurant</mark>?" in page
    assert "iv_1/?q=restaurant#turn-2" in page
    page = client_of(viewer).get(f"{LIST}?q=sino+jose").content.decode()
    assert "at <mark>Sino</mark> was booked" in page


def test_the_conversation_marks_what_was_searched(client_of: ClientOf, viewer: User) -> None:
    organization = viewer.memberships.get().organization
    conversation(organization, "iv_1")
    page: str = client_of(viewer).get(f"{LIST}iv_1/?q=sino").content.decode()
    assert "<mark>Sino</mark>, please." in page
    assert re.search(r'stands in 1 turn: <a class="link" href="#turn-3">3</a>', page)
