"""Mentions at the console: support sees where they are, decides, and nothing is left undecided."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from conversations.models import Turn
from erasure.models import Erasure, Mention, State
from erasure.tests.console import make_ana, make_talk
from erasure.tests.making import begun, worked
from orgs.models import Organization, User
from persons.tests.making import make_person
from roxels_dash.tests.people import ClientOf

pytestmark = pytest.mark.django_db

SAID = "Please ask Ana Canary about it."


@pytest.fixture
def told_of(northwind: Organization) -> Erasure:
    """An erasure of Ana, whom Boris spoke of."""
    ana = make_ana(northwind)
    make_talk(make_person(northwind, "Boris"), said=SAID)
    erasure = worked(begun(northwind, ana.public_id))
    assert erasure.state == State.MENTIONS
    return erasure


@pytest.fixture
def client(support: User, client_of: ClientOf) -> Client:
    return client_of(support)


def decide(client: Client, erasure: Erasure, **given: Any) -> Any:
    return client.post(reverse("support_job_mentions", args=[erasure.public_id]), given)


def test_the_page_tells_where_and_never_what(client: Client, told_of: Erasure) -> None:
    page = client.get(reverse("support_job", args=[told_of.public_id])).content.decode()
    assert "conversations_turn</code> by the name" in page
    assert Mention.objects.get().conversation in page
    assert "Canary" not in page and "Please ask" not in page


@pytest.mark.parametrize(
    ("decision", "left"), [("redact", ["Please ask [erased] about it."]), ("erase", [])]
)
def test_they_are_redacted_or_erased_and_the_job_ends(
    client: Client, told_of: Erasure, decision: str, left: list[str]
) -> None:
    answer = decide(client, told_of, mention=Mention.objects.get().pk, decision=decision)
    assert answer["Location"] == reverse("support_job", args=[told_of.public_id])
    assert worked(told_of).state == State.DONE
    assert list(Turn.objects.values_list("text", flat=True)) == left


def test_what_is_left_needs_a_reason(client: Client, told_of: Erasure) -> None:
    mention = Mention.objects.get().pk
    refused = decide(client, told_of, mention=mention, decision="dismiss", reason=" ")
    assert refused.status_code == 422 and "Say why these stay." in refused.content.decode()
    decide(client, told_of, mention=mention, decision="dismiss", reason="A namesake of hers.")
    assert worked(told_of).state == State.DONE
    assert Turn.objects.get().text == SAID


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"decision": "redact"}, "Choose at least one mention."),
        ({"decision": "redact", "mention": "999999"}, "not one of the available choices"),
        ({"decision": "redact", "mention": "first"}, "not one of the available choices"),
        ({"decision": "shred"}, "not one of the available choices"),
    ],
)
def test_a_decision_that_cannot_be_is_refused_in_words(
    client: Client, told_of: Erasure, given: dict[str, str], told: str
) -> None:
    answer = decide(client, told_of, **given)
    assert answer.status_code == 422 and told in answer.content.decode()
    assert Mention.objects.get().state == "open"
