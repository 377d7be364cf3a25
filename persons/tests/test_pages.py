"""What the persons pages promise to those who read them."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from orgs.models import Organization, User
from persons import queries
from persons.tests.making import make_person
from roxels_dash.tests.people import ClientOf
from web import keyset

pytestmark = pytest.mark.django_db

HOSTILE = '"><script>alert(1)</script>'
ESCAPED = "&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"


@pytest.fixture
def client(viewer: User, client_of: ClientOf) -> Client:
    """Signed in as a viewer of northwind."""
    return client_of(viewer)


def body(client: Client, page: str, *arguments: str, **query: str) -> str:
    """The text of a page of northwind, which must be shown."""
    response = client.get(reverse(page, args=["northwind", *arguments]), query)
    assert response.status_code == 200
    return response.content.decode()


def test_the_newest_seen_stand_first_with_their_facts(
    northwind: Organization, client: Client
) -> None:
    for name, days in [("Ana", 3), ("Bo", 1), ("Cem", 2)]:
        make_person(northwind, name, days=days, external_id=f"crm-{name}", conversation_count=days)
    page = body(client, "person_list")
    assert page.index("Bo</bdi>") < page.index("Cem</bdi>") < page.index("Ana</bdi>")
    assert "<code>crm-Ana</code>" in page
    assert "3 persons · newest seen first" in page


def test_the_search_marks_the_words_it_found(northwind: Organization, client: Client) -> None:
    make_person(northwind, "María José")
    page = body(client, "person_list", q="jos")
    assert "<bdi>María <mark>José</mark></bdi>" in page
    assert "1 found" in page


def test_htmx_gets_the_results_alone_and_the_address_they_have(
    northwind: Organization, client: Client
) -> None:
    make_person(northwind, "Ana")
    headers = {"HX-Request": "true", "HX-Target": "results"}
    response = client.get("/o/northwind/persons/", {"q": "ana"}, headers=headers)
    assert response.content.decode().lstrip().startswith('<div id="results"')
    assert response["HX-Push-Url"] == "/o/northwind/persons/?q=ana"
    assert "HX-Target" in response["Vary"]


def test_older_and_newer_lead_there_and_back_within_the_search(
    northwind: Organization, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PAGE_SIZE", 1)
    make_person(northwind, "Ana", days=1)
    make_person(northwind, "Anton", days=2)
    first = client.get("/o/northwind/persons/", {"q": "an"})
    cursor = queries.page(northwind, "an", keyset.Request()).older
    older = f"/o/northwind/persons/?q=an&amp;older={cursor}"
    assert f'rel="next" href="{older}"' in first.content.decode()
    second = body(client, "person_list", q="an", older=cursor)
    assert "Anton" in second
    assert 'rel="prev"' in second
    assert 'rel="next"' not in second


@pytest.mark.parametrize("cursor", ["of another search", "made up"])
def test_a_cursor_that_does_not_fit_shows_the_first_page_and_says_so(
    northwind: Organization, client: Client, monkeypatch: pytest.MonkeyPatch, cursor: str
) -> None:
    monkeypatch.setattr(queries, "PAGE_SIZE", 1)
    make_person(northwind, "Ana", days=1)
    make_person(northwind, "Anton", days=2)
    if cursor == "of another search":
        cursor = queries.page(northwind, "", keyset.Request()).older
    page = body(client, "person_list", q="an", older=cursor)
    assert "here is the first page" in page
    assert "<mark>Ana</mark>" in page


@pytest.mark.parametrize("query", [{}, {"q": "an"}])
def test_the_list_asks_as_often_for_three_persons_as_for_one(
    northwind: Organization, client: Client, query: dict[str, str]
) -> None:
    body(client, "person_list")  # Remembers the organisation in the session.
    make_person(northwind, "Ana")
    with CaptureQueriesContext(connection) as for_one:
        body(client, "person_list", **query)
    make_person(northwind, "Anton")
    make_person(northwind, "Anke")
    with CaptureQueriesContext(connection) as for_three:
        body(client, "person_list", **query)
    assert len(for_three) == len(for_one)


def test_nobody_yet_and_nobody_found_are_told_apart(client: Client) -> None:
    assert "No persons yet" in body(client, "person_list")
    assert "Nobody is found" in body(client, "person_list", q="ana")


@pytest.mark.parametrize("q", ["a\x00b", "a" * 301])
def test_a_search_that_cannot_be_is_refused_in_words(client: Client, q: str) -> None:
    response = client.get("/o/northwind/persons/", {"q": q})
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()


def test_what_people_wrote_is_escaped_everywhere(northwind: Organization, client: Client) -> None:
    person = make_person(
        northwind,
        HOSTILE,
        external_id=HOSTILE,
        email=HOSTILE,
        org_context={HOSTILE: {HOSTILE: [HOSTILE, {"deep": HOSTILE}]}},
        profile={"avatar": HOSTILE},
    )
    listed = body(client, "person_list")
    opened = body(client, "person_page", person.public_id, q=HOSTILE)
    assert listed.count(ESCAPED) == 2
    assert opened.count(ESCAPED) >= 9
    for page in (listed, opened, body(client, "person_list", q="script")):
        assert "<script>alert" not in page


def test_the_page_shows_what_is_known_and_where_the_conversations_are(
    northwind: Organization, client: Client
) -> None:
    person = make_person(
        northwind,
        "Ana López",
        external_id="crm-7",
        email="ana@example.com",
        conversation_count=2,
        org_context={"plan": "pro", "address": {"city": "Lima"}, "tags": ["new", "vip"]},
        profile={"company": "Quipu"},
    )
    page = body(client, "person_page", person.public_id)
    for text in ("Ana López", "crm-7", "ana@example.com", "pro", "Lima", "new, vip", "Quipu"):
        assert text in page
    address = f"/o/northwind/persons/{person.public_id}/conversations/"
    assert f'hx-get="{address}" hx-trigger="load"' in page
    assert f'href="{address}">All 2 conversations of' in page


def test_the_page_of_somebody_hardly_known_says_so(northwind: Organization, client: Client) -> None:
    person = make_person(northwind)
    page = body(client, "person_page", person.public_id)
    assert "<bdi>Unnamed person</bdi>" in page
    assert "have told nothing" in page
    assert ">Profile" not in page


def test_the_way_back_leads_to_the_search_it_was_found_by(
    northwind: Organization, client: Client
) -> None:
    person = make_person(northwind, "Ana")
    assert f"{person.public_id}/?q=an" in body(client, "person_list", q="an")
    assert 'href="/o/northwind/persons/?q=an"' in body(
        client, "person_page", person.public_id, q="an"
    )


def test_another_organisations_person_is_as_unknown_as_nobody_and_as_one_being_erased(
    northwind: Organization, other_org: Organization, client: Client
) -> None:
    theirs = make_person(other_org, "Theirs").public_id
    gone = make_person(northwind, "Gone", erasing_at=timezone.now()).public_id
    pages = [
        client.get(reverse("person_page", args=["northwind", public_id]))
        for public_id in (theirs, gone, "person_nobody")
    ]
    assert [page.status_code for page in pages] == [404] * 3
    assert "Theirs" not in pages[0].content.decode()
