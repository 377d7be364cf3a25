"""Every word of a person's is found before their erasure, wherever it stands, and nowhere after."""

import time
from typing import Any

import pytest

from erasure import domain
from erasure.models import AccessExport, State
from erasure.tests.canaries import Search
from erasure.tests.making import SYSTEM, begun, worked
from erasure.tests.planting import ABOUT, Planted, plant
from orgs.models import Organization, User
from persons.models import Person

pytestmark = pytest.mark.django_db(transaction=True)

# Where each must stand before; what else it stands in is found as well.
PLACES = {
    "name": {"persons_person", "conversations_savedview"},
    "turn": {"conversations_turn"},
    "answer": {"outputs_attemptcontent"},
    "request key": {"gate_savedanswer"},
    "event": {"conversations_sessionevent"},
    "stretch of sharing": {"frames_frame"},
    "finding": {"conversations_finding", "outputs_deliverycontent"},
}


# What is kept of other kinds than their data: nobody is given it.
NOT_GIVEN = {"answer", "file", "view", "request key"}


@pytest.fixture
def planted(northwind: Organization, viewer: User, bucket: Any) -> Planted:
    return plant(Planted(northwind), viewer)


def found_within(search: Search, seconds: float) -> dict[str, set[str]]:
    """Return where words stand when nothing is left to be found, or that time is over."""
    until = time.monotonic() + seconds
    while True:
        found = {word: places for word, places in search.found().items() if places}
        if not found or time.monotonic() > until:
            return found
        time.sleep(0.5)  # The cache's log on disk is made anew beside everything else.


def give(planted: Planted) -> set[str]:
    """Have what is kept put together for them and for the friend; return the objects."""
    for person in Person.objects.all():
        domain.request_access_export(actor=SYSTEM, organization=planted.organization, person=person)
    assert domain.make_access_exports() == 2
    return {f"object {key}" for key in AccessExport.objects.values_list("key", flat=True)}


def test_nothing_is_left_of_what_was_everywhere(planted: Planted) -> None:
    given = give(planted)
    search = Search(planted.words.values())
    before = search.found()
    for about in set(ABOUT) - NOT_GIVEN:
        assert before[planted.words[about]] & given, f"{about} is in no access export"
    assert {about for about in ABOUT if not before[planted.words[about]]} == set()
    for about, places in PLACES.items():
        assert places <= before[planted.words[about]], about
    assert any("key" in place for place in before[planted.words["name"]])
    for about in ("picture", "file"):
        assert any("object" in place for place in before[planted.words[about]])
    for about in ("name", "finding"):
        exports = {each for each in before[planted.words[about]] if "object exports/" in each}
        assert {each.rpartition(".")[2] for each in exports} == {"csv", "xlsx"}
    erasure = worked(begun(planted.organization, planted.person.public_id))
    assert erasure.state == State.DONE, (erasure.state, erasure.problem)
    assert found_within(search, 120) == {}
