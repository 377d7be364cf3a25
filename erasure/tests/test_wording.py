"""Where a word is found in texts, JSON and bodies; what is found can be taken out."""

import json
from typing import Any

import pytest
from django.db import connection

from erasure.models import Identity, Term
from erasure.places import Column
from erasure.wording import Word, is_named_in, limits_of, matching, redacted, words_of
from web.redacted import REDACTED

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


def found(kind: str, value: Any, word: str | Word) -> bool:
    parameters: dict[str, Any] = {"value": value}
    sought = Word(Term.NAME, word) if isinstance(word, str) else word
    test = matching(Column("x", False, kind), sought, parameters)
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


def test_a_name_of_two_ideographs_is_long_enough_and_two_letters_are_looked_for_alone() -> None:
    who = Identity(external_id="5", name="王伟", email="x@y", earlier=[["name", "Bo"]])
    told = [(word.text, word.is_whole) for word in words_of(who)]
    assert told == [("x@y", False), ("王伟", False), ("Bo", True)]
    assert limits_of(who) == ({Term.NAME}, {Term.EXTERNAL_ID})


@pytest.mark.parametrize("name", ["", "B", "7", "42", " 4 "])
def test_a_letter_and_a_short_number_are_not_looked_for(name: str) -> None:
    who = Identity(name=name)
    assert not list(words_of(who))
    assert limits_of(who) == (set(), {Term.NAME} if name else set())


@pytest.mark.parametrize("name", ["Bo", "李", 'A"'])
def test_what_is_too_short_is_found_where_it_is_all_of_a_value(name: str) -> None:
    word = Word(Term.NAME, name, is_whole=True)
    for value in ({"asked": name}, [name, "x"], name, {name: 1}, {"a": [{"b": name}]}):
        assert found("jsonb", json.dumps(value, ensure_ascii=False), word), value
        assert REDACTED in json.dumps(redacted(value, [word])), value
        for body in (json.dumps(value).encode(), json.dumps(value, ensure_ascii=False).encode()):
            assert found("bytea", body, word) and is_named_in(body, [word]), body
    assert found("character varying", name, word) and redacted(f" {name} ", [word]) == REDACTED
    for value in (f"{name} came", f"“{name}”", f"x{name}", name.lower() + "s", f'the "{name}"'):
        assert not found("jsonb", json.dumps([value], ensure_ascii=False), word), value
        assert not found("character varying", value, word)
        assert redacted(value, [word]) == value
    assert not found("text", name, word)
