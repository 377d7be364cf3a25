"""What the search of persons promises: who is found, in which order, and who never is."""

from typing import Any

import pytest
from django.utils import timezone

from orgs.models import Organization
from persons import queries
from persons.models import Person
from persons.tests.making import NOW, make_person
from web import keyset

pytestmark = pytest.mark.django_db


def names(page: keyset.Page[Person]) -> list[str]:
    return [person.name for person in page.rows]


def found(organization: Organization, q: str) -> list[str]:
    """The names that the search `q` finds, in order."""
    return names(queries.page(organization, q, keyset.Request()))


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("mar", ["María José Núñez", "Mark O'Brien"]),
        ("MARÍA", ["María José Núñez"]),
        ("nun jose", ["María José Núñez"]),
        ("maria mark", []),
        ("arí", []),
        ("o'br", ["Mark O'Brien"]),
        ("山田", ["山田太郎"]),
        ("太", ["山田太郎"]),
        ("김민", ["김민준"]),
        ("jose\u0301", ["María José Núñez"]),
        ("zoël", ["Zoe\u0308lie Brandt"]),
        ("' | '~o1", []),
        ("!!!", []),
        ("\ufdfa" * 300, []),  # folding makes it eighteen times as long
    ],
)
def test_each_word_asked_for_begins_a_word_of_the_name(
    northwind: Organization, q: str, expected: list[str]
) -> None:
    people = ["María José Núñez", "Mark O'Brien", "山田太郎", "김민준", "Zoe\u0308lie Brandt"]
    for days, name in enumerate(people, start=1):
        make_person(northwind, name, days=days)
    assert found(northwind, q) == expected


def test_a_rare_name_is_found_behind_all_the_newer_persons(
    northwind: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "_WALKED", 2)
    make_person(northwind, "Xenia", days=9)
    for days in range(1, 6):
        make_person(northwind, f"Ana {days}", days=days)
    make_person(northwind, "Xaver", days=0)
    assert found(northwind, "x") == ["Xaver", "Xenia"]


def test_an_exact_id_finds_its_person_and_not_the_namesakes(
    northwind: Organization, other_org: Organization
) -> None:
    ana = make_person(northwind, "Ana", external_id="crm:0042")
    make_person(northwind, "crm 0042")
    make_person(other_org, "Somebody else's", external_id="crm:0042")
    assert found(northwind, "crm:0042") == ["Ana"]
    assert found(northwind, ana.public_id) == ["Ana"]
    assert found(northwind, "CRM:0042") == ["crm 0042"]


def test_persons_of_others_are_not_found(northwind: Organization, other_org: Organization) -> None:
    theirs = make_person(other_org, "Theirs", external_id="t-1")
    assert [found(northwind, q) for q in ("", "theirs", "t-1", theirs.public_id)] == [[]] * 4
    assert found(other_org, "theirs") == ["Theirs"]


def test_a_person_being_erased_is_not_found_or_counted(northwind: Organization) -> None:
    gone = make_person(northwind, "Gone", external_id="gone-1", erasing_at=timezone.now())
    assert [found(northwind, q) for q in ("", "gone", "gone-1", gone.public_id)] == [[]] * 4
    assert queries.about(northwind) == (0, True)


@pytest.mark.parametrize("q", ["", "p"])
def test_pages_stay_as_they_were_while_newer_persons_arrive(
    northwind: Organization, q: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PAGE_SIZE", 2)
    at_once: dict[str, Any] = {"last_seen_at": NOW, "first_seen_at": NOW}
    for number in range(5):
        make_person(northwind, f"P{number}", **at_once)
    pages = [queries.page(northwind, q, keyset.Request())]
    for number in range(5, 9):
        make_person(northwind, f"P{number}", days=-1)
    for _ in range(2):
        pages.append(queries.page(northwind, q, keyset.Request(older=pages[-1].older)))
    pages.append(queries.page(northwind, q, keyset.Request(newer=pages[-1].newer)))
    assert [names(page) for page in pages] == [["P4", "P3"], ["P2", "P1"], ["P0"], ["P2", "P1"]]
    assert pages[2].older == ""
