"""Whom a request is about is found by an exact id, which tells no name and stands in no address."""

import pytest
from django.test import Client
from django.urls import reverse

from erasure import domain
from erasure.tests.console import finds, make_ana
from erasure.tests.making import acting, requested
from orgs.models import AuditEvent, Organization, User
from persons.models import Person
from persons.tests.making import make_person
from roxels_dash.tests.people import ClientOf

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(support: User, client_of: ClientOf) -> Client:
    """Signed in as support staff who stated no reason anywhere."""
    return client_of(support)


@pytest.fixture
def ana(northwind: Organization) -> Person:
    return make_ana(northwind)


def test_no_address_holds_the_id_that_is_looked_for(client: Client, ana: Person) -> None:
    asked = client.get(reverse("support_find"), {"q": "crm-7"}).content.decode()
    assert 'method="post"' in asked and "crm-7" not in asked and ana.public_id not in asked


def test_an_id_with_spaces_around_it_is_found_and_stands_for_the_persons_id(
    client: Client, northwind: Organization, support: User
) -> None:
    odd = make_person(northwind, "Odd", external_id=" crm-8\n")
    assert odd.public_id in finds(client, odd.public_id)
    erasure = requested(northwind, odd.public_id, acting(support))
    assert domain.confirmation_of(erasure) == odd.public_id
    padded = make_person(northwind, "Padded", external_id=" crm-9")
    assert padded.public_id in finds(client, " crm-9")
    copied = make_person(northwind, "Copied", external_id="crm-10")
    assert copied.public_id in finds(client, " crm-10 ")


@pytest.mark.parametrize("by", ["external_id", "public_id"])
def test_an_exact_id_finds_the_person_in_every_organisation_and_tells_no_name(
    client: Client, ana: Person, other_org: Organization, by: str
) -> None:
    make_person(other_org, "Other Canary", external_id="crm-7")
    make_person(other_org, "Ana Canary", external_id="crm-77")
    found = finds(client, getattr(ana, by))
    assert "Northwind Trading" in found and ana.public_id in found
    assert ("Bluefin Labs" in found) == (by == "external_id")
    assert "Canary" not in found


def test_an_organisation_reads_in_its_log_that_support_looked_for_somebody(
    client: Client, ana: Person, other_org: Organization, admin: User, client_of: ClientOf
) -> None:
    finds(client, "crm-7")
    finds(client, "crm-7")
    events = AuditEvent.objects.filter(action="support.found")
    assert [event.organization_id for event in events] == [ana.organization_id]
    log = client_of(admin).get(reverse("audit_log", args=["northwind"])).content.decode()
    assert "looked for the id of" in log


@pytest.mark.parametrize("q", ["Ana Canary", "ana", "CRM-7", "crm", "ana.canary@example.com"])
def test_names_addresses_and_beginnings_find_nobody(client: Client, ana: Person, q: str) -> None:
    assert "Nobody has this id" in finds(client, q)
