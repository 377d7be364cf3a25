"""Generated data is data of the product: its schema takes it, and its pages find it."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client

from bench import marks
from bench.loading import copy_lines
from bench.people import ensure_companies, ensure_reader
from bench.persons import load as load_persons
from bench.world import GOALS, world
from conversations.models import Conversation, Finding, Turn
from persons.models import Person

SCALE = 200
END = datetime(2026, 10, 1, tzinfo=UTC)


@pytest.fixture
def loaded(transactional_db: None) -> None:
    """Two hundred conversations under every constraint of the schema."""
    ensure_companies(SCALE, END)
    connection.ensure_connection()
    raw = connection.connection
    everything = world(SCALE, END)
    # Persons come first here: their keys stay in force.
    load_persons(raw, everything)
    copy_lines(raw, everything, range(SCALE))


def test_every_row_passes_every_constraint(loaded: None) -> None:
    assert Conversation.objects.count() == SCALE
    turns = Turn.objects.count() / SCALE
    assert 15 < turns < 26
    assert 4 < Finding.objects.count() / SCALE < len(GOALS)
    assert Person.objects.count() == pytest.approx(SCALE / 5, abs=3)


def test_organisations_differ_as_much_as_they_should(loaded: None) -> None:
    sizes = [Conversation.objects.filter(organization_id=key).count() for key in range(1, 6)]
    assert sizes[0] > SCALE / 2 > sizes[1] > sizes[4]
    assert sum(sizes) == SCALE


def test_what_a_list_row_repeats_is_true(loaded: None) -> None:
    for conversation in Conversation.objects.all():
        assert conversation.turn_count == conversation.turns.count()
        assert conversation.finding_count == conversation.finding_rows.count()
        assert conversation.person_count == conversation.participations.count()


@pytest.mark.parametrize("words", [marks.NEEDLE, marks.COMMON])
def test_the_product_finds_the_marked_words(loaded: None, words: str) -> None:
    client = Client()
    client.force_login(ensure_reader())
    page = client.get("/o/company-1/conversations/", {"q": words})
    held = Turn.objects.filter(organization_id=1, text__contains=words)
    expected = held.values("conversation").distinct().count()
    assert expected
    assert page.content.count(b'class="c-who"') == min(expected, 50)
