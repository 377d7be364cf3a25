"""Mentions at the console: support sees where they are, decides, and nothing is left undecided."""

from typing import Any

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from conversations.models import Turn
from erasure.models import Erasure, Mention, State
from erasure.tests.console import make_ana, make_talk, prove
from erasure.tests.making import begun, worked
from orgs.models import Organization, User
from persons.tests.making import make_person
from roxels_dash.tests.people import ClientOf, make_user

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


def test_they_are_redacted_and_the_job_ends(client: Client, told_of: Erasure) -> None:
    answer = decide(client, told_of, mention=Mention.objects.get().pk, decision="redact")
    assert answer["Location"] == reverse("support_job", args=[told_of.public_id])
    assert worked(told_of).state == State.DONE
    assert Turn.objects.get().text == "Please ask [erased] about it."


def test_none_is_chosen_beforehand(client: Client, told_of: Erasure) -> None:
    page = client.get(reverse("support_job", args=[told_of.public_id])).content.decode()
    assert 'name="mention"' in page and "checked" not in page


def to_erase(client: Client, erasure: Erasure) -> str:
    """Choose the mention's conversation to be erased; return where that is asked again."""
    answer = decide(client, erasure, mention=Mention.objects.get().pk, decision="erase")
    assert Turn.objects.get().text == SAID
    return str(answer["Location"])


@override_settings(ERASURE_SECOND_APPROVER=False)
def test_conversations_of_others_go_only_by_who_proved_it_and_typed_how_many(
    client: Client, told_of: Erasure
) -> None:
    path = to_erase(client, told_of)
    assert "reauthenticate" in client.get(path)["Location"]
    assert "reauthenticate" in client.post(path, {"typed": "erase 1 conversation"})["Location"]
    prove(client)
    page = client.get(path).content.decode()
    assert "1 other person took part" in page and "Boris" not in page
    assert client.post(path, {"typed": "erase 2 conversations"}).status_code == 422
    assert Turn.objects.get().text == SAID
    client.post(path, {"typed": "erase 1 conversation"})
    assert worked(told_of).state == State.DONE
    assert not Turn.objects.exists()


@override_settings(ERASURE_SECOND_APPROVER=True)
def test_where_two_approve_two_confirm_that(
    client: Client, told_of: Erasure, client_of: ClientOf
) -> None:
    path = to_erase(client, told_of)
    prove(client)
    client.post(path, {"typed": "erase 1 conversation"})
    again = client.post(path, {"typed": "erase 1 conversation"})
    assert again.status_code == 422 and "somebody else" in again.content.decode()
    assert worked(told_of).state == State.MENTIONS and Turn.objects.get().text == SAID
    second = client_of(make_user("second", is_support=True))
    prove(second)
    page = second.get(reverse("support_job", args=[told_of.public_id])).content.decode()
    assert "asked for its conversation to be erased" in page
    second.post(path, {"typed": "erase 1 conversation"})
    assert worked(told_of).state == State.DONE
    assert not Turn.objects.exists()


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
