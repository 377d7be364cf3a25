"""Where a word is found in texts, JSON and bodies; what is found can be taken out."""

import json
from typing import Any

import pytest
from django.db import connection

from erasure.models import Identity, Term
from erasure.places import Column
from erasure.wording import REDACTED, Word, is_named_in, matching, redacted, words_of

pytestmark = pytest.mark.django_db

FOUND = [
    ("Ada", "Ask ada, please."),
    ("Ada", "first line\nAda said"),
    ("田中太郎", "昨日田中太郎さんが来た"),
    ("たなか", "xたなかさん"),
    ("สมชาย", "คุณสมชายมา"),
    ("김민수", "김민수는 왔다"),
    ("Zoë", "“Zoë”"),
    ("O\\Brien", "by O\\Brien."),
    ('Al "Ace" Lee', 'It was Al "Ace" Lee.'),
]
PASSED_OVER = [("lan", "Milan"), ("202", "2026-12-02"), ("Ada", "Adam"), ("100%", "1000")]


def found(kind: str, value: Any, word: str) -> bool:
    parameters: dict[str, Any] = {"value": value}
    test = matching(Column("x", False, kind), Word(Term.NAME, word), parameters)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {test} FROM (SELECT %(value)s::{kind}) t (x)", parameters)
        return bool(cursor.fetchone()[0])


@pytest.mark.parametrize(("word", "text"), FOUND)
def test_a_word_is_found_wherever_it_stands_and_taken_out(word: str, text: str) -> None:
    words = [Word(Term.NAME, word)]
    assert found("text", text, word) and REDACTED in redacted(text, words)
    assert found("jsonb", json.dumps({"said": text}), word)
    if word in text:  # Bodies are compared byte by byte.
        for body in (text.encode(), json.dumps(text).encode(), b"\xff\x00" + text.encode()):
            assert found("bytea", body, word) and is_named_in(body, words), body


@pytest.mark.parametrize(("word", "text"), PASSED_OVER)
def test_a_part_of_another_word_is_none(word: str, text: str) -> None:
    words = [Word(Term.NAME, word)]
    assert not found("text", text, word) and redacted(text, words) == text
    assert not found("jsonb", json.dumps([text]), word)
    assert not found("bytea", text.encode(), word) and not is_named_in(text.encode(), words)


def test_a_name_of_two_ideographs_is_long_enough_and_two_letters_are_not() -> None:
    told = words_of(Identity(external_id="5", name="王伟", email="x@y", earlier=[["name", "Bo"]]))
    assert [word.text for word in told] == ["王伟", "x@y"][::-1]
