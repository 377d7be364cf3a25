"""What was measured of pulls is told against what is wanted."""

from bench.importing import Import
from bench.pulls.report import as_dict, lines
from bench.pulls.session import PullsMeasured


def told(what: str, *, seconds: float, end: float = 100) -> str:
    pull = Import(1000, seconds, 100, end)
    measured = PullsMeasured(Import(1000, 2, 100, 100), {"widget": pull})
    [line] = [line for line in lines(measured) if line.startswith(what)]
    assert as_dict(measured)["pulled"]["widget"]["seconds"] == seconds
    return " ".join(line.split())


def test_rate_and_memory_are_told_against_their_goals() -> None:
    assert told("pull: widget ", seconds=2.5) == (
        "pull: widget 400 a second, 80% of the import's ≥ 300 pass"
    )
    assert told("pull: widget ", seconds=3.4).endswith("miss")
    assert told("pull: widget, memory", seconds=2, end=110).endswith("flat pass")
    assert told("pull: widget, memory", seconds=2, end=111).endswith("flat miss")
