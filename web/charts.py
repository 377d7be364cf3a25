"""The geometry of charts drawn on the server: shares of a box in per cent, without a style in it.

What draws it (`templates/jinja/components/charts.html`) knows neither data nor scales.
"""

from collections.abc import Sequence
from dataclasses import dataclass

_MOST_TICKS = 4
_MOST_LABELS = 7


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a column; `y` is its upper edge, from the top, `height` reaches down."""

    series: int
    y: str
    height: str


@dataclass(frozen=True, slots=True)
class Column:
    """One place on the horizontal axis. `left` and `slot` are the whole place, `x` and `width`
    what is drawn in it, `middle` where its label stands."""

    left: str
    slot: str
    x: str
    width: str
    middle: str
    blocks: list[Block]
    is_labelled: bool


@dataclass(frozen=True, slots=True)
class Tick:
    """A line across at `y`, from the top."""

    y: str
    value: int


@dataclass(frozen=True, slots=True)
class Stack:
    """Columns of stacked blocks and their scale; every length is per cent of the box."""

    columns: list[Column]
    ticks: list[Tick]


def stack(values: Sequence[Sequence[int]]) -> Stack:
    """Return the chart of `values`: a column each, its blocks from the bottom up, none negative."""
    top, step = scale(max((sum(column) for column in values), default=0))
    return Stack(
        columns=[_column(index, len(values), column, top) for index, column in enumerate(values)],
        ticks=[Tick(percent(100 - 100 * tick / top), tick) for tick in range(0, top + 1, step)],
    )


def scale(largest: int) -> tuple[int, int]:
    """Return (upper end, step between ticks) in round numbers, the end at or above `largest`."""
    step, factors = 1, (2, 5, 10)
    power = 1
    while step * _MOST_TICKS < largest:
        step = next(factor * power for factor in factors if factor * power > step)
        power = power * 10 if step == 10 * power else power
    return max(-(-largest // step), 1) * step, step


def percent(share: float) -> str:
    """Return `12.5%`, at most three places."""
    return f"{round(share, 3):g}%"


def _column(index: int, count: int, values: Sequence[int], top: int) -> Column:
    slot = 100 / count
    gap = 0.22 if count <= 40 else 0.12
    every = -(-count // _MOST_LABELS)
    return Column(
        left=percent(index * slot),
        slot=percent(slot),
        x=percent((index + gap / 2) * slot),
        width=percent((1 - gap) * slot),
        middle=percent((index + 0.5) * slot),
        blocks=_blocks(values, top),
        is_labelled=index % every == every // 2,
    )


def _blocks(values: Sequence[int], top: int) -> list[Block]:
    blocks = []
    below = 0
    for series, value in enumerate(values):
        below += value
        if value:
            blocks.append(
                Block(series, percent(100 - 100 * below / top), percent(100 * value / top))
            )
    return blocks
