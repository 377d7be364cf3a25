"""What a spreadsheet would take for a formula is written so that it does not."""

import pytest

from findings.exporting.disarming import disarmed


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"), ("+49 30 1234", "'+49 30 1234"), ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1+1", "'\t=1+1"), ("＝1", "'＝1"), ("-5", "-5"), ("-1.5e3", "-1.5e3"),
        ("-5+cmd|calc", "'-5+cmd|calc"), ("a=b", "a=b"), ("", ""),
    ],
)  # fmt: skip
def test_formulas_are_disarmed_and_numbers_stay(text: str, written: str) -> None:
    assert disarmed(text) == written
