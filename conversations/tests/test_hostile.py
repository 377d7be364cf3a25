"""What others' systems and persons sent can neither break a page nor pass for something else."""

import pytest
from django.test import Client

from conversations.queries.excerpts import excerpts
from intake.tests.making import conversation, turns
from orgs.models import Organization, User
from roxels_dash.tests.people import ClientOf
from web import highlight

PAGE = "/o/northwind/conversations/iv_1/"


@pytest.fixture
def reader(client_of: ClientOf, viewer: User) -> Client:
    return client_of(viewer)


@pytest.mark.parametrize("q", ["東京", '"東京タワー"', "タワー", "京", "Tokyo 東京"])
def test_words_without_spaces_are_shown_in_the_turn_they_stand_in(
    northwind: Organization, q: str
) -> None:
    saved = conversation(northwind, transcript=turns("昨日は東京タワーへ行きました。"))
    shown = excerpts([saved.pk], highlight.parse(q))[saved.pk]
    assert shown.turn == 1
    assert "<mark>" in shown.text


def test_a_status_asked_for_twice_is_one_filter(reader: Client, northwind: Organization) -> None:
    conversation(northwind)
    path = "/o/northwind/conversations/?status=completed&status=completed"
    assert reader.get(path).content.decode().count("Status is Completed") == 1
