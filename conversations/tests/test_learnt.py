"""What a person's findings over time promise: goal by goal on their page, and as one list."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conversations.models import Conversation, Finding, Participation
from conversations.queries import learnt
from orgs.models import Organization, User
from persons.models import Person
from persons.tests.making import make_person
from roxels_dash.tests.people import ClientOf
from web import keyset

pytestmark = pytest.mark.django_db
MAY = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def client(viewer: User, client_of: ClientOf) -> Client:
    """Signed in as a viewer of northwind."""
    return client_of(viewer)


@pytest.fixture
def ana(northwind: Organization) -> Person:
    return make_person(northwind, "Ana")


def talk(*persons: Person, day: int, **findings: Any) -> Conversation:
    """A conversation on this day of May, in which these findings were committed."""
    at = MAY + timedelta(days=day - 1)
    organization = persons[0].organization
    conversation = Conversation.objects.create(
        organization=organization, source="test", created_at=at, person_count=len(persons)
    )
    for person in persons:
        Participation.objects.create(
            organization=organization,
            conversation=conversation,
            person=person,
            conversation_created_at=at,
        )
    for goal, value in findings.items():
        Finding.objects.create(
            organization=organization,
            conversation=conversation,
            goal=goal,
            value=value,
            value_key=str(value),
            evidence=[{"turn": 3}],
            evidence_source="given",
            conversation_created_at=at,
        )
    return conversation


def piece(client: Client, person: Person) -> str:
    address = f"/o/northwind/persons/{person.public_id}/findings/"
    return client.get(address, headers={"HX-Request": "true"}).content.decode()


def listed(client: Client, person: Person, **query: str) -> str:
    response = client.get(f"/o/northwind/persons/{person.public_id}/findings/", query)
    assert response.status_code == 200
    return response.content.decode()


def test_each_goal_shows_its_values_newest_first_equal_ones_as_one(
    client: Client, ana: Person
) -> None:
    talk(ana, day=1, plan="free")
    talk(ana, day=2, plan="pro")
    newest = talk(ana, day=4, plan="pro", seats=12)
    page = piece(client, ana)
    assert page.index(">pro</a>") < page.index(">free</a>")
    assert page.count(">pro</a>") == 1 and "2×</b>" in page
    assert f"/conversations/{newest.public_id}/?turn=3#turn-3" in page
    assert ">12</a>" in page


def test_the_list_is_newest_first_and_can_be_of_one_goal(client: Client, ana: Person) -> None:
    talk(ana, day=1, plan="free", seats=1)
    talk(ana, day=2, plan="pro")
    page = listed(client, ana)
    assert page.index(">pro</a>") < page.index(">free</a>") and ">1</a>" in page
    page = listed(client, ana, goal="plan")
    assert ">free</a>" in page and ">1</a>" not in page


def test_pages_lead_on_and_back_without_losing_or_doubling_any(
    client: Client, ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(learnt, "PAGE_SIZE", 2)
    for day in (1, 2, 3):
        talk(ana, day=day, plan=f"p{day}", seats=f"s{day}")
    seen: list[str] = []
    cursor: str = ""
    for _ in range(3):
        found = learnt.page(ana, "", keyset.Request(older=cursor))
        seen += [row.value for row in found.rows]
        cursor = found.older
    assert seen == ["s3", "p3", "s2", "p2", "s1", "p1"] and cursor == ""
    assert "here is the first page" in listed(client, ana, older="made up")


def test_others_findings_and_those_being_erased_are_not_among_them(
    northwind: Organization, client: Client, ana: Person
) -> None:
    talk(make_person(northwind, "Boris"), day=1, plan="of Boris")
    gone = talk(ana, day=2, plan="going")
    Conversation.objects.filter(pk=gone.pk).update(erasing_at=timezone.now())
    for page in (piece(client, ana), listed(client, ana)):
        assert "of Boris" not in page and "going" not in page


def test_it_asks_as_often_for_three_conversations_as_for_one(client: Client, ana: Person) -> None:
    talk(ana, day=1, plan="free")
    listed(client, ana)  # Remembers the organisation in the session.
    counts = []
    for day in (0, 2, 3):
        if day:
            talk(ana, day=day, plan=f"p{day}")
        with CaptureQueriesContext(connection) as asked:
            piece(client, ana)
            listed(client, ana)
        counts.append(len(asked))
    assert counts[0] == counts[2]


def test_hostile_values_stay_words(client: Client, ana: Person) -> None:
    talk(ana, day=1, **{"<script>alert(1)</script>": "<script>alert(2)</script>"})
    for page in (piece(client, ana), listed(client, ana, goal="<script>alert(1)</script>")):
        assert "<script>alert" not in page and "&lt;script&gt;alert(2)" in page


def test_a_value_that_was_shown_leads_to_the_picture(client: Client, ana: Person) -> None:
    found = talk(ana, day=1, stuck_at="the VAT field")
    Finding.objects.update(evidence=[{"turn": 3}, {"frame": "frm_1"}])
    href = f"/o/northwind/conversations/{found.public_id}/frames/?frame=frm_1"
    assert href in piece(client, ana) and href in listed(client, ana)
