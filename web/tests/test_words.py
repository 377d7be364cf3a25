"""Words are the same for documents, queries and highlights, in every script."""

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from web import highlight, words

TEXTS = st.text(max_size=200)


def test_case_accents_and_endings_make_no_difference() -> None:
    assert words.lexemes("Reserving CAFÉ tables") == words.lexemes("reserve cafe table")


def test_an_ideograph_is_a_word_of_its_own() -> None:
    assert words.lexemes("東京タワー2026") == ["東", "京", "タ", "ワ", "ー", "2026"]


@pytest.mark.parametrize(
    "word", ["शर्मा", "กรุงเทพ", "مُحَمَّد", "வணக்கம்", "می\u200cخواهم", "e\u0301te\u0301", "Zoë", "naïve"]
)
def test_marks_and_joiners_do_not_tear_a_word(word: str) -> None:
    assert len(words.lexemes(f"so {word} said")) == 3
    assert [found.start for found in words.words(word)] == [0]


def test_composed_and_decomposed_accents_are_one_word() -> None:
    assert words.lexemes("Zoe\u0308 ete\u0301") == words.lexemes("Zoë été")


@given(TEXTS)
def test_what_is_folded_stays_as_it_is(text: str) -> None:
    assert words.fold(words.fold(text)) == words.fold(text)


def test_a_letter_that_stands_for_several_is_folded_like_them() -> None:
    assert words.fold("℡ 5 ㎒") == "tel 5 mhz"


@given(st.text(st.characters(max_codepoint=127), max_size=100))
def test_the_quick_pattern_agrees_with_the_whole_one(text: str) -> None:
    assert words._ASCII_WORD.findall(text) == words.WORD.findall(text)


def test_no_text_can_stand_for_an_organisation() -> None:
    assert words.organization_lexeme(5) not in words.lexemes("~o5 o5 ~O5")


def test_two_fields_are_never_one_phrase() -> None:
    vector = words.document_vector(1, [("B", "the end"), ("D", "is near")])
    assert "'end':3B" in vector
    assert "'is':5" in vector


def test_a_document_of_any_length_stays_within_postgresql_s_limits() -> None:
    vector = words.document_vector(1, [("D", " ".join(f"w{n} again" for n in range(40_000)))])
    assert len(vector) < 1_000_000
    positions = vector.split("'again':")[1].split(" ")[0].split(",")
    assert len(positions) == 255
    assert all(int(position) <= 16_383 for position in positions)


LENGTHENED = "\ufdfa"  # one letter that folding writes out in eighteen


@pytest.mark.parametrize(
    "word", [LENGTHENED * 300, f"{LENGTHENED * 299}*", f'"{LENGTHENED * 290}"']
)
def test_no_word_is_too_long_for_postgresql(word: str) -> None:
    [term] = highlight.parse(word).terms
    assert all(len(lexeme.encode()) < 2046 for lexeme in term.lexemes)
    lexemes = [words.lexeme(word), words.name_vector(1, word).split("'")[1]]
    assert all(len(lexeme.encode()) < 2046 for lexeme in lexemes)


@pytest.mark.django_db
def test_postgresql_takes_a_document_of_many_long_words() -> None:
    said = " ".join(f"{number}{'é' * 90}" for number in range(30_000))
    vector = words.document_vector(1, [("B", "first"), ("D", said)])
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::tsvector @@ 'first'::tsquery", [vector])
        assert cursor.fetchone() == (True,)


@given(TEXTS)
def test_every_word_of_a_text_finds_it(text: str) -> None:
    for word in words.words(text):
        query = highlight.parse(text[word.start : word.end])
        assert query.spans(text)


@given(TEXTS)
def test_marking_never_changes_the_words(text: str) -> None:
    query = highlight.parse(text)
    marked = str(highlight.marked(text, query)).replace("<mark>", "").replace("</mark>", "")
    assert marked == str(highlight.mark(text, []))


@given(TEXTS)
def test_whatever_is_typed_makes_a_query_of_quoted_lexemes_only(text: str) -> None:
    outside = highlight.parse(text).tsquery.split("'")[::2]
    assert all(set(part) <= set(" &|!()<->:*") for part in outside)
