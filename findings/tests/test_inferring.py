"""The type of a goal that declares none, told from what was found."""

from typing import Any

import pytest

from findings.queries.inferring import infer

CITIES = [f"City {number}" for number in range(41)]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], "text"),
        (["2", "1,200", 3, 4.5], "number"),
        (["2016", "dontcare"], "text"),
        (["2"] * 9 + ["many"], "number"),
        ([True, False], "boolean"),
        (["True"], "boolean"),
        (["true", "False", False], "boolean"),
        (["2026-05-01", "2026-05-02T10:00:00Z"], "date"),
        (["March 14th", "the 2nd"], "text"),
        ([["a"], ["b", "c"]], "list"),
        ([{"name": "Ana"}], "object"),
        (["red", "blue"] * 3, "text"),  # too few to tell
        (["red", "Red", "blue", "BLUE", "red", "blue", "red", "blue"], "category"),
        (CITIES[:22] * 3, "category"),
        (CITIES[:40] * 5, "category"),
        (CITIES[:41] * 4, "text"),
        (CITIES[:20] * 2, "text"),  # each comes too rarely
        (["red"] * 20 + ["it was rather more of a crimson, I should say"], "text"),
    ],
)
def test_nine_tenths_of_one_kind_tell_the_type(values: list[Any], expected: str) -> None:
    assert infer(values) == expected
