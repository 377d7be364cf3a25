"""Support staff at their console, for tests of it."""

import time
from typing import Any

from allauth.account.internal.flows import login
from django.test import Client
from django.urls import reverse

from conversations.models import Conversation, Finding, Participation, Turn
from orgs.models import Organization
from persons.models import Person
from persons.tests.making import make_person


def prove(client: Client, *, method: str = "password", seconds_ago: float = 0) -> None:
    """Have the client's session say that its user proved who they are, so long ago."""
    session = client.session
    at = time.time() - seconds_ago
    session[login.AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": method, "at": at}]
    session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = session["_auth_user_id"]
    session.save()


def make_talk(*persons: Person, said: str = "I moved to Lima.", **facts: Any) -> Conversation:
    """A conversation of these persons, with a turn and a finding."""
    organization = persons[0].organization
    conversation = Conversation.objects.create(
        organization=organization,
        source="test",
        person_label=", ".join(person.display_name for person in persons),
        person_count=len(persons),
        turn_count=1,
        **facts,
    )
    for position, person in enumerate(persons):
        Participation.objects.create(
            organization=organization,
            conversation=conversation,
            person=person,
            position=position,
            conversation_created_at=conversation.created_at,
        )
    Turn.objects.create(
        organization=organization, conversation=conversation, position=1, role="user", text=said
    )
    Finding.objects.create(
        organization=organization,
        conversation=conversation,
        goal="city",
        value="Lima",
        value_key="lima",
        evidence_source="none",
        conversation_created_at=conversation.created_at,
    )
    return conversation


def make_ana(organization: Organization) -> Person:
    """Ana, known as crm-7, with one conversation."""
    ana = make_person(
        organization,
        "Ana Canary",
        external_id="crm-7",
        email="ana.canary@example.com",
        conversation_count=1,
        org_context={"plan": "secret-plan"},
    )
    make_talk(ana)
    return ana


def finds(client: Client, q: str) -> str:
    response = client.post(reverse("support_find"), {"q": q})
    assert response.status_code == 200
    return str(response.content.decode())
