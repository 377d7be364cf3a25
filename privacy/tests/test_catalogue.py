"""No table, column or partition exists that the erasure registry does not know of."""

import pytest
from django.db import connection

from privacy.catalogue import declared_places, differences, live_tables
from privacy.registry import OnErasure, Place, Store, Subject

TURN = Place(
    Store.TABLE,
    "turn",
    OnErasure.DELETE,
    personal=("text",),
    free=("id",),
    found_by="id",
    parent="conversations_conversation",
)


@pytest.mark.django_db
def test_every_table_and_column_is_declared_and_every_declared_one_exists() -> None:
    assert differences(live_tables(), declared_places()) == []


@pytest.mark.django_db
def test_a_partition_made_later_is_covered_by_its_parent() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT conversations_ensure_search_partition(date '2021-03-01')")
        assert cursor.fetchone() == (True,)
    assert differences(live_tables(), declared_places()) == []


@pytest.mark.django_db
def test_everything_that_belongs_to_a_conversation_or_person_goes_with_it() -> None:
    places = {place.name: place for place in declared_places()}
    links = {"conversation_id", "person_id"}
    linked = {name for name, columns in live_tables().items() if columns & links}
    assert len(linked) >= 8
    kept = {name for name in linked if places[name].on_erasure is OnErasure.KEEP}
    assert kept == set()


@pytest.mark.parametrize(
    ("live", "places", "expected"),
    [
        ({"turn": {"id", "text"}}, [TURN], []),
        ({"turn": {"id", "text", "mood"}}, [TURN], ["turn.mood is not declared"]),
        ({"turn": {"id"}}, [TURN], ["turn.text does not exist"]),
        ({"turn": {"id", "text"}, "note": {"id"}}, [TURN], ["table note is not declared"]),
        ({}, [TURN], ["table turn does not exist"]),
        ({"turn": {"id", "text"}}, [TURN, TURN], ["turn is declared twice"]),
    ],
)
def test_each_difference_is_named(
    live: dict[str, set[str]], places: list[Place], expected: list[str]
) -> None:
    tables = {name: frozenset(columns) for name, columns in live.items()}
    assert differences(tables, places) == expected


def test_a_participants_data_cannot_be_declared_as_kept() -> None:
    with pytest.raises(ValueError, match="cannot be kept"):
        Place(Store.TABLE, "note", OnErasure.KEEP, personal=("text",), why="we like it")


def test_what_is_kept_says_why() -> None:
    with pytest.raises(ValueError, match="says why"):
        Place(Store.TABLE, "note", OnErasure.KEEP, free=("id",))


def test_what_is_deleted_says_how_it_is_found() -> None:
    with pytest.raises(ValueError, match="found_by"):
        Place(Store.TABLE, "note", OnErasure.DELETE, personal=("text",))


def test_what_is_found_by_another_column_says_whose_ids_it_holds() -> None:
    with pytest.raises(ValueError, match="no parent"):
        Place(Store.TABLE, "note", OnErasure.DELETE, personal=("note_id",), found_by="note_id")


def test_what_is_no_table_names_a_handler() -> None:
    with pytest.raises(ValueError, match="handler"):
        Place(Store.BUCKET, "notes/", OnErasure.DELETE, personal=("text",))


def test_a_column_is_personal_or_free_and_not_both() -> None:
    with pytest.raises(ValueError, match="declared twice"):
        Place(
            Store.TABLE,
            "note",
            OnErasure.KEEP,
            personal=("text",),
            free=("text",),
            why="both",
            subject=Subject.MEMBER,
        )
