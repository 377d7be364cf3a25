"""The doors to an organisation: where one lands, and how support staff come in."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from orgs import domain
from orgs.http import path_within
from orgs.models import AuditEvent, Organization, Role, SupportAccess, User
from roxels_dash.tests.markup import problems
from roxels_dash.tests.people import ClientOf, make_user

LIST = "/o/northwind/conversations/"
VISIT = "/o/northwind/visit/"
REASON = "They asked why a delivery failed"


def lands_on(client: Client) -> str:
    return str(client.get(reverse("home"), follow=True).redirect_chain[-1][0])


def page_of(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    page = response.content.decode()
    assert problems(page) == []
    return page


def test_a_member_of_two_lands_where_they_were_last(
    client_of: ClientOf, viewer: User, northwind: Organization, other_org: Organization
) -> None:
    domain.add_member(organization=other_org, user=viewer, role=Role.ADMIN)
    client = client_of(viewer)
    assert lands_on(client) == "/o/bluefin/overview/"  # The first by name.
    client.get(LIST)
    assert lands_on(client) == "/o/northwind/overview/"


def test_one_who_lost_their_membership_lands_elsewhere(
    client_of: ClientOf, viewer: User, northwind: Organization, other_org: Organization
) -> None:
    domain.add_member(organization=other_org, user=viewer, role=Role.ADMIN)
    client = client_of(viewer)
    client.get(LIST)
    viewer.memberships.filter(organization=northwind).delete()
    assert lands_on(client) == "/o/bluefin/overview/"


@pytest.mark.django_db
def test_one_without_an_organisation_reads_whom_to_ask(client_of: ClientOf) -> None:
    page = page_of(client_of(make_user("lonely")), reverse("home"))
    assert "You are in no organisation yet" in page


def test_support_staff_name_the_organisation_to_open(
    client_of: ClientOf, support: User, northwind: Organization
) -> None:
    client = client_of(support)
    assert lands_on(client) == reverse("support_queue")
    response = client.get(reverse("organization_open"), {"slug": " Northwind "})
    assert response["Location"] == "/o/northwind/"


def test_an_organisation_that_is_not_there_is_said_so(client_of: ClientOf, support: User) -> None:
    page = page_of(client_of(support), reverse("organization_open") + "?slug=nowhere", 422)
    assert "There is no organisation at /o/nowhere/." in page
    assert 'value="nowhere"' in page


def test_support_states_a_reason_then_reads_and_each_page_is_logged(
    client_of: ClientOf, support: User, northwind: Organization
) -> None:
    client = client_of(support)
    assert client.get(LIST)["Location"] == f"{VISIT}?next={LIST}"
    assert "Why are you reading Northwind Trading?" in page_of(client, f"{VISIT}?next={LIST}")
    form = {"reason": REASON, "ticket": "T-12", "next": LIST}
    assert client.post(VISIT, form)["Location"] == LIST
    assert "as support staff until" in page_of(client, LIST)
    visit, read = AuditEvent.objects.order_by("id")
    assert (visit.action, visit.reason, visit.ticket) == ("support.visit", REASON, "T-12")
    assert (read.action, read.object_type) == ("support.read", "conversation_list")
    for event in (visit, read):
        assert event.organization_id == northwind.pk
        assert (event.actor_kind, event.actor_id) == (AuditEvent.Actor.SUPPORT, support.pk)
        assert event.address == "127.0.0.1"
        assert len(event.request_id) == 32


def test_members_read_without_a_line_in_the_log(client_of: ClientOf, viewer: User) -> None:
    client_of(viewer).get(LIST)
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("reason", ["", "too short", " " * 40, "x" * 501])
def test_a_poor_reason_opens_nothing(
    client_of: ClientOf, support: User, northwind: Organization, reason: str
) -> None:
    client = client_of(support)
    response = client.post(VISIT, {"reason": reason})
    assert response.status_code == 422
    page = response.content.decode()
    assert problems(page) == []
    assert 'id="id_reason_error"' in page
    assert not SupportAccess.objects.exists()


def test_a_visit_ends_after_an_hour(client_of: ClientOf, visiting_support: User) -> None:
    client = client_of(visiting_support)
    assert client.get(LIST).status_code == 200
    hour_ago = timezone.now() - timedelta(hours=1)
    SupportAccess.objects.update(granted_at=hour_ago, expires_at=timezone.now())
    assert client.get(LIST)["Location"].startswith(VISIT)


def test_a_visit_opens_one_organisation_only(
    client_of: ClientOf, visiting_support: User, other_org: Organization
) -> None:
    response = client_of(visiting_support).get("/o/bluefin/conversations/")
    assert response["Location"].startswith("/o/bluefin/visit/")


def test_another_persons_visit_opens_nothing(
    client_of: ClientOf, visiting_support: User, northwind: Organization
) -> None:
    colleague = make_user("colleague", is_support=True)
    assert client_of(colleague).get(LIST)["Location"].startswith(VISIT)


def test_support_staff_may_read_and_nothing_else(
    client_of: ClientOf, visiting_support: User, northwind: Organization
) -> None:
    from orgs.queries import access_of
    from orgs.roles import Act

    access = access_of(visiting_support, northwind.slug)
    assert access
    allowed = {act for act in Act if access.may(act)}
    assert allowed == {Act.READ, Act.REQUEST_ERASURE}


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        (LIST, True),
        (f"{LIST}?q=a%20word&page=2", True),
        ("/o/bluefin/conversations/", False),
        ("/accounts/login/", False),
        ("https://evil.example/o/northwind/conversations/", False),
        ("//evil.example/o/northwind/conversations/", False),
        ("/\\evil.example", False),
        ("javascript:alert(1)", False),
        ("/o/northwind/nowhere/at/all/", False),
        ("http://[", False),
        ("", False),
    ],
)
def test_after_the_reason_comes_only_a_page_of_that_organisation(path: str, kept: bool) -> None:
    assert path_within(path, "northwind") == (path if kept else "")


def test_knowing_who_asks_costs_two_queries_beside_the_session(
    client_of: ClientOf, viewer: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_of(viewer)
    client.get("/o/northwind/")
    # ATOMIC_REQUESTS adds a savepoint pair inside a test's own transaction.
    with django_assert_num_queries(4) as captured:
        client.get("/o/northwind/")
    told = [query["sql"].split()[0] for query in captured.captured_queries]
    assert told.count("SELECT") == 2
    assert told.count("SAVEPOINT") == told.count("RELEASE") == 1


def test_the_count_of_queries_does_not_grow_with_organisations(
    client_of: ClientOf, viewer: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(5):
        organization = Organization.objects.create(slug=f"org-{number}", name=f"Org {number}")
        domain.add_member(organization=organization, user=viewer, role=Role.VIEWER)
    client = client_of(viewer)
    client.get("/o/northwind/")
    with django_assert_num_queries(4):
        client.get("/o/northwind/")
