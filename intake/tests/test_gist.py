"""A list row says what a conversation was about in one line."""

from typing import Any

import pytest

from intake.gist import gist
from intake.records import ConversationRecord


def record(**fields: Any) -> ConversationRecord:
    given = {"id": "iv_1", "source": "roxels", "status": "completed", **fields}
    return ConversationRecord.model_validate(given)


@pytest.mark.parametrize(
    ("summary", "line"),
    [
        ("", ""),
        ("Ada wants a table. She paid.", "Ada wants a table."),
        ("Ada paid 2.50 in all. Fine.", "Ada paid 2.50 in all."),
        ("No end", "No end"),
        ("Is it?\nYes.", "Is it?"),
        ("予約しました。ありがとう。", "予約しました。"),
        (f"{'word ' * 60}.", f"{'word ' * 38}word…"),
        ("あ" * 300, f"{'あ' * 199}…"),
    ],
)
def test_a_summary_gives_its_first_sentence(summary: str, line: str) -> None:
    assert gist(record(summary=summary)) == line
    assert len(line) <= 200


def test_a_live_conversation_gives_what_was_said_last() -> None:
    said = [
        {"role": "user", "text": "Hello there"},
        {"role": "user", "text": "I need\na table"},
        {"role": "user", "text": "  "},
        {"role": "assistant", "text": "Of course"},
    ]
    assert gist(record(status="joined", transcript=said)) == "“I need a table”"
    assert gist(record(status="completed", transcript=said)) == ""
    long = [{"role": "user", "text": "x" * 500}]
    assert len(gist(record(status="joined", transcript=long))) == 200
