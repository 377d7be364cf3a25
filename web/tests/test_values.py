"""Values of customers' systems are told so that a person can read them."""

from typing import Any

import pytest

from web.values import Entry, entries


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("pro", "pro"),
        (0, "0"),
        (12.5, "12.5"),
        (True, "yes"),
        (False, "no"),
        (["a", 2, False, None], "a, 2, no, null"),
    ],
)
def test_a_plain_value_is_its_text(value: Any, text: str) -> None:
    assert entries({"key": value}) == (Entry("key", text),)


@pytest.mark.parametrize(("value", "text"), [(None, "none"), ("", "empty"), ({}, "empty")])
def test_what_holds_nothing_says_so_faintly(value: Any, text: str) -> None:
    assert entries({"key": value}) == (Entry("key", text, is_faint=True),)


def test_members_stand_by_name_those_that_nest_last() -> None:
    told = entries({"zip": 1, "Address": {"city": "Lima"}, "orders": [{"id": 7}, {"id": 8}]})
    assert [entry.label for entry in told] == ["zip", "Address", "orders"]
    assert told[1].children == (Entry("city", "Lima"),)
    assert [(item.label, item.children[0].text) for item in told[2].children] == [
        ("1", "7"),
        ("2", "8"),
    ]


def test_what_is_nested_too_deep_is_told_as_json() -> None:
    [entry] = entries({"1": {"2": {"3": {"4": {"5": {"6": "é"}}}}}})
    for _ in range(3):
        [entry] = entry.children
    assert entry == Entry("4", '{"5": {"6": "é"}}')


def test_a_large_object_and_a_long_text_are_cut_and_say_so() -> None:
    told = entries({f"{number:03}": number for number in range(1, 1204)})
    assert len(told) == 201
    assert told[-1].text == "1,003 more are not shown"
    [long] = entries({"note": "x" * 3000})
    assert long.text.endswith("… (3,000 characters)")
