"""What people type finds what they mean, and nothing anyone said becomes markup."""

import pytest

from web import highlight


@pytest.mark.parametrize(
    ("typed", "text", "marked"),
    [
        ("reserve table", "Reserved a table", ["Reserved", "table"]),
        ("san jose", "in San  Jose, San", ["San  Jose", "San"]),
        ('"half past"', "past half, half past 11", ["half past"]),
        ("o'brien", "O’Brien called", ["O’Brien"]),
        ("reserv*", "reservations and reserves", ["reservations", "reserves"]),
        ("happy*", "happy, happening", ["happy"]),
        ("tables-res*", "tables reserved", ["tables reserved"]),
        ("table -seattle", "a table in Seattle", ["table"]),
        ("花子", "こんにちは花子さん", ["花子"]),
        ("francois", "François Silva", ["François"]),
        ('"unclosed phrase', "an unclosed phrase", ["unclosed phrase"]),
    ],
)
def test_a_query_marks(typed: str, text: str, marked: list[str]) -> None:
    spans = highlight.parse(typed).spans(text)
    assert [text[start:end] for start, end in spans] == marked


@pytest.mark.parametrize("typed", ["", "   ", "-", '""', "!!! ???", "-only -excluded"])
def test_nothing_to_look_for_is_no_query(typed: str) -> None:
    assert not highlight.parse(typed)


def test_words_are_escaped_around_and_inside_marks() -> None:
    text = "<script>alert('table')</script> & <b>table</b>"
    shown = highlight.marked(text, highlight.parse("table"))
    assert "<script>" not in shown
    assert shown.count("<mark>table</mark>") == 2


def test_an_excerpt_shows_the_first_hit_with_words_around_it() -> None:
    text = f"{'before ' * 50}the needle {'after ' * 50}"
    shown = highlight.excerpt(text, highlight.parse("needle"))
    assert shown is not None
    assert shown.startswith("…")
    assert "the <mark>needle</mark> after" in shown
    assert shown.endswith("…")
    assert len(shown) < 200


def test_no_hit_is_no_excerpt() -> None:
    assert highlight.excerpt("nothing here", highlight.parse("needle")) is None
