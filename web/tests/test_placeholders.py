"""Texts filled from data, and nothing done but that."""

import pytest

from web.placeholders import MOST, TooMuch, fill, fill_all, render

CONTEXT = {"plan": "pro", "seats": 3, "trial": False, "owner": {"name": "Ada", "since": None}}
PERSON = {"plan": "free", "role": "engineer"}


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("You are on {{context.plan}}.", "You are on pro."),
        ("{{ context.role }}, {{context.plan}}", "engineer, pro"),
        ("{{context.seats}} {{context.trial}}", "3 false"),
        ("{{context.owner.name}}", "Ada"),
        ("{{context.owner}}", '{"name": "Ada", "since": null}'),
        ("[{{context.unknown}}{{context.owner.since}}{{context.plan.name}}]", "[]"),
        ("{{plan}} {{context}} {{context.}} {% if context %}", None),
        ("{{context.plan", None),
        ("{{context.__class__}}{{context.owner.__class__}}", ""),
    ],
)
def test_places_are_filled_from_data_alone(text: str, filled: str | None) -> None:
    assert fill(text, CONTEXT, PERSON) == (text if filled is None else filled)


def test_what_a_value_holds_is_not_filled_again() -> None:
    sources = {"a": "{{context.b}}", "b": "secret"}
    assert fill("{{context.a}}", sources) == "{{context.b}}"


def test_every_text_within_json_is_filled_and_no_key() -> None:
    given = {"{{context.plan}}": ["{{context.plan}}", 1, None, {"a": "{{context.seats}}"}]}
    assert fill_all(given, CONTEXT) == {"{{context.plan}}": ["pro", 1, None, {"a": "3"}]}


def test_a_few_letters_do_not_become_a_flood() -> None:
    sources = {"a": "x" * (MOST // 2)}
    assert fill_all(["{{context.a}}", "{{context.a}}"], sources) == [sources["a"]] * 2
    for document in (["{{context.a}}"] * 3, "{{context.a}} {{context.a}} {{context.a}}"):
        with pytest.raises(TooMuch):
            fill_all(document, sources)
        with pytest.raises(TooMuch):
            render(document, {"context": sources})
