"""The quicker way to a search document leads to the same one."""

from datetime import UTC, datetime

import pytest

from bench import rows
from bench.documents import document
from bench.script import script
from bench.world import world
from web.words import document_vector


def test_documents_are_those_of_the_product(monkeypatch: pytest.MonkeyPatch) -> None:
    everything = world(1000, datetime(2026, 10, 1, tzinfo=UTC))
    asked: list[tuple[int, list[tuple[str, str]]]] = []

    def listening(organization_id: int, fields: list[tuple[str, str]]) -> str:
        asked.append((organization_id, fields))
        return ""

    monkeypatch.setattr(rows, "document", listening)
    for number in range(100):
        list(rows.rows(script(number, everything)))
    assert len(asked) == 100
    for arguments in asked:
        assert document(*arguments) == document_vector(*arguments)


def test_a_conversation_is_the_same_at_every_call() -> None:
    everything = world(1000, datetime(2026, 10, 1, tzinfo=UTC))
    first = [line for _, line in rows.rows(script(7, everything))]
    assert first == [line for _, line in rows.rows(script(7, everything))]
    assert first != [line for _, line in rows.rows(script(8, everything))]
