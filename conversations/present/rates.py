"""Shares and changes in words: `84 %`, `▲ 3 points`."""

from dataclasses import dataclass

from web import format as formats
from web.charts import percent


@dataclass(frozen=True, slots=True)
class Rate:
    """A part of a whole as a bar: `width` of the bar's box, and its words."""

    width: str
    text: str

    @classmethod
    def of(cls, part: int, whole: int) -> "Rate":
        """Return the bar of `part` in `whole`; an em dash where there is no whole."""
        if not whole:
            return cls("0%", formats.NONE)
        return cls(percent(100 * min(part / whole, 1)), share(part / whole))


def share(rate: float | None) -> str:
    """Return a rate of 0–1 as `84 %`; only all is 100 and only none is 0."""
    if rate is None:
        return formats.NONE
    rounded = round(100 * rate)
    if 0 < rate < 1:
        rounded = min(max(rounded, 1), 99)
    return f"{rounded} %"


def change_of(now: float | None, before: float | None) -> str:
    """Return by how much a number went up or down on the one before."""
    if now is None or not before:
        return "nothing before to compare with" if now else ""
    change = round(100 * (now - before) / before)
    if abs(change) >= 1000:
        return f"▲ {now / before:,.0f} times as many"
    return f"{_arrow(change)} {abs(change)} %" if change else "as before"


def tile_change(now: float | None, before: float | None) -> tuple[str, str]:
    """Return (by how many points a rate of 0–1 went up or down, whether that is good or bad)."""
    if now is None or before is None:
        return ("nothing before to compare with" if now is not None else ""), ""
    points = round(100 * now) - round(100 * before)
    if not points:
        return "as before", ""
    word = "point" if abs(points) == 1 else "points"
    return f"{_arrow(points)} {abs(points)} {word}", "good" if points > 0 else "bad"


def _arrow(change: float) -> str:
    return "▲" if change > 0 else "▼"
