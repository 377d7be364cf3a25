"""The registry drives the engine: what a room declares is counted, erased and verified."""

import pytest
from django.db import connection

from erasure import domain
from erasure.domain.counting import count_all
from erasure.domain.plan import planned
from erasure.models import Kind, Via
from erasure.places import build, catalogue, handler_of
from erasure.searched import searched
from erasure.tests.making import SYSTEM
from intake.tests.making import conversation
from orgs.models import Organization
from privacy.catalogue import declared_places
from privacy.registry import CONVERSATIONS, PERSONS, OnErasure, Place, Store

pytestmark = pytest.mark.django_db

_WITHOUT_AN_INDEX = """
    SELECT con.conrelid::regclass::text, a.attname FROM pg_constraint con
    JOIN pg_attribute a ON a.attrelid = con.conrelid AND a.attnum = con.conkey[1]
    WHERE con.contype = 'f' AND con.conparentid = 0 AND con.confrelid::regclass::text = ANY(%s)
        AND NOT EXISTS (
            SELECT FROM pg_index i WHERE i.indrelid = con.conrelid AND i.indkey[0] = con.conkey[1]
        )
"""


def test_every_place_that_holds_a_participants_data_has_a_step() -> None:
    steps = {step.place for step in planned(Kind.PERSON) if step.name in ("rows", "handler")}
    erased = {place.name for place in declared_places() if place.is_erased}
    assert steps == erased


def test_files_that_wait_to_be_imported_go_with_persons_alone() -> None:
    waiting = {"imports/{organization id}/", "sources_upload"}
    assert waiting <= {step.place for step in planned(Kind.PERSON)}
    for kind in (Kind.CONVERSATIONS, Kind.RETENTION):
        assert {step.place for step in planned(kind)} == {
            step.place for step in planned(Kind.PERSON) if step.name not in ("mentions", "review")
        } - waiting


def test_a_conversation_that_is_erased_is_told_without_them(northwind: Organization) -> None:
    conversation(northwind)
    erasure = domain.erase_conversations(
        actor=SYSTEM, organization=northwind, public_ids=["iv_1"], via=Via.API
    )
    counted = count_all(erasure)
    assert counted["conversations_conversation"] == 1
    assert not any(place.startswith("imports/") for place in counted)


def test_every_handler_that_is_named_is_there() -> None:
    for place in catalogue().handled:
        handler = handler_of(place)
        assert callable(handler.count) and callable(handler.erase), place.name


def test_rows_go_before_what_they_refer_to() -> None:
    order = [rows.place.name for rows in catalogue().rows]
    assert order[-1] == PERSONS or order.index(PERSONS) > order.index("conversations_participation")
    for child in ("conversations_turn", "conversations_searchdocument", "outputs_delivery"):
        assert order.index(child) < order.index(CONVERSATIONS)
    contents = [order.index(f"outputs_{name}") for name in ("deliverycontent", "attemptcontent")]
    # Once a delivery's bytes are gone no sender adds an answer, so that nothing slips in between.
    assert contents == sorted(contents)


def test_every_statement_can_be_run() -> None:
    with connection.cursor() as cursor:
        for rows in catalogue().rows:
            cursor.execute(rows.counting, {"keys": [0]})
            cursor.execute(rows.erasing, {"keys": [0]})
            assert cursor.rowcount == 0


def test_whoever_refers_to_an_erased_row_is_found_by_an_index() -> None:
    gone = [
        rows.place.name for rows in catalogue().rows if rows.place.on_erasure is OnErasure.DELETE
    ]
    with connection.cursor() as cursor:
        cursor.execute(_WITHOUT_AN_INDEX, [gone])
        assert cursor.fetchall() == []


def test_all_texts_of_others_are_searched_for_mentions() -> None:
    columns = {f"{table.table}.{column.name}" for table in searched() for column in table.columns}
    assert {
        "conversations_turn.text",
        "conversations_conversation.summary",
        "conversations_conversation.context",
        "conversations_finding.value",
        "conversations_toolcall.result",
        "conversations_savedview.query",
        "outputs_deliverycontent.body",
        "persons_person.org_context",
    } <= columns


def test_a_place_whose_parent_is_not_erased_is_refused() -> None:
    place = Place(
        Store.TABLE,
        "notes_note",
        OnErasure.DELETE,
        personal=("text",),
        free=("template_id",),
        found_by="template_id",
        parent="conversations_template",
    )
    with pytest.raises(ValueError, match="is not erased"):
        build([place])
