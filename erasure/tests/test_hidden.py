"""From its first transaction on, no page, list, search, download or answer shows anything of it."""

import uuid
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from api.gate.tests.keys import ApiClient, make_key
from conversations.domain import refresh_rollups
from conversations.models import Conversation, Turn
from erasure.domain import hiding, leasing, running
from erasure.models import Erasure, Step
from erasure.tests.making import begun
from erasure.tests.planting import Planted, plant
from intake.domain import refresh_search
from intake.tests.making import conversation
from orgs.models import Organization, User
from outputs.models import Delivery
from persons.models import Person
from roxels_dash.tests.access_cases import CASES, PAGE
from roxels_dash.tests.access_world import is_of_organization
from roxels_dash.tests.people import ClientOf

pytestmark = pytest.mark.django_db

# What a page says besides, which is nobody's: the URL that was asked for, in its own links.
OF_THE_ORGANISATION = {name: case for name, case in CASES.items() if is_of_organization(name)}
API_LISTS = ("interviews", "persons", "deliveries")


@pytest.fixture
def planted(northwind: Organization, viewer: User, bucket: object) -> Planted:
    return plant(Planted(northwind), viewer)


def leased(erasure: Erasure) -> uuid.UUID:
    worker = uuid.uuid4()
    assert leasing.claim(worker) == erasure.pk
    return worker


def shown(client: Client, path: str, planted: Planted) -> set[str]:
    """Return what of the person a page shows, htmx or not."""
    said = b""
    for headers in ({}, {"HX-Request": "true"}):
        response = client.get(path, headers=headers)
        assert response.status_code in (200, 204, 286, 302, 404, 422), (path, response.status_code)
        said += b"".join(response) if response.streaming else response.content
    text = said.decode(errors="replace").lower()
    return {about for about, word in planted.words.items() if word in text}


def paths(planted: Planted, conversation: str, person: str) -> dict[str, str]:
    """Return {name: path} of every page that can be opened without sending anything."""
    delivery = Delivery.objects.filter(conversation__isnull=False)[0].public_id
    about = {"conversation": conversation, "person": person, "delivery": delivery}
    found = {}
    for name, case in OF_THE_ORGANISATION.items():
        if case.methods != PAGE or (case.about and case.about not in about):
            continue
        parts = {**case.extra, "slug": planted.organization.slug}
        if case.about or "public_id" in parts:
            parts["public_id"] = about.get(case.about, conversation)
        found[name] = reverse(name, kwargs=parts)
    return found


def test_no_page_shows_anything_of_them(
    planted: Planted, admin: User, client_of: ClientOf, django_capture_on_commit_callbacks: Any
) -> None:
    client = client_of(admin)
    conversation, person = planted.conversation.public_id, planted.person.public_id
    pages = paths(planted, conversation, person)
    assert len(pages) > 20
    before = {name for name, path in pages.items() if shown(client, path, planted)}
    assert {"conversation_page", "conversation_list", "person_page", "delivery_page"} <= before
    with django_capture_on_commit_callbacks(execute=True):
        begun(planted.organization, person)
    refresh_rollups()
    assert {
        name: found for name, path in pages.items() if (found := shown(client, path, planted))
    } == {}
    for name, path in pages.items():
        if OF_THE_ORGANISATION[name].about in ("conversation", "person"):
            assert client.get(path).status_code == 404, name


def test_no_search_finds_them(planted: Planted, admin: User, client_of: ClientOf) -> None:
    client = client_of(admin)
    slug, word = planted.organization.slug, planted.words
    conversation, person = planted.conversation.public_id, planted.person.public_id
    told = [("conversations", word["name"]), ("conversations", word["turn"])]
    told += [("persons", q) for q in (word["name"], word["external id"], person)]
    asked = [f"/o/{slug}/{of}/?{urlencode({'q': q})}" for of, q in told]

    def hits() -> list[str]:
        pages = {path: client.get(path).content.decode() for path in asked}
        return [
            p for p, text in pages.items() if f"{conversation}/" in text or f"{person}/" in text
        ]

    refresh_search()
    assert hits() == asked
    begun(planted.organization, person)
    assert hits() == []


def test_no_answer_of_the_api_tells_of_them(planted: Planted) -> None:
    api = ApiClient(make_key(planted.organization))
    conversation, person = planted.conversation, planted.person
    single = [
        f"/v1/interviews/{conversation.public_id}",
        f"/v1/interviews/{conversation.public_id}/transcript",
        f"/v1/interviews/{conversation.public_id}/frames",
        f"/v1/sessions/{conversation.session_id}",
        f"/v1/persons/{person.public_id}",
    ]
    deliveries = [
        f"/v1/deliveries/{each.public_id}"
        for each in Delivery.objects.filter(conversation=conversation)
    ]
    assert all(api.get(path).status_code == 200 for path in (*single, *deliveries))
    begun(planted.organization, person.public_id)
    for path in single:
        assert api.get(path).status_code == 404, path
    for name in API_LISTS:
        assert shown(api, f"/v1/{name}", planted) == set(), name
    for path in deliveries:
        assert shown(api, path, planted) == set(), path
    events = f"/v1/sessions/{conversation.session_id}/events"
    assert api.send(events, {"events": []}).status_code in (410, 422)


def test_however_many_they_are_the_first_transaction_hides_them_all(
    northwind: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hiding, "AT_ONCE", 2)
    for number in range(5):
        conversation(northwind, f"iv_{number}")
    begun(northwind, Person.objects.get().public_id)
    assert not Conversation.objects.filter(erasing_at__isnull=True).exists()


def test_what_does_not_fit_into_it_is_hidden_before_anything_else(
    northwind: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hiding, "AT_ONCE", 2)
    monkeypatch.setattr(hiding, "MOMENT", -1)
    for number in range(5):
        conversation(northwind, f"iv_{number}")
    erasure = begun(northwind, Person.objects.get().public_id)
    shown = Conversation.objects.filter(erasing_at__isnull=True)
    assert shown.count() == 3
    steps = Step.objects.filter(erasure=erasure).order_by("position")
    running._advance(running.Job(erasure.pk, leased(erasure)), list(steps))
    assert not shown.exists() and Turn.objects.exists()


def test_nobody_joins_it(planted: Planted, client: Client) -> None:
    path = reverse("conversation_join", args=[planted.conversation.public_id])
    begun(planted.organization, planted.person.public_id)
    assert client.get(path).status_code in (404, 410)
    assert planted.words["name"] not in client.get(path).content.decode()
