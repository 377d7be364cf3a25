"""Taking 100,000 findings rows away as CSV, beside a raw COPY of the same query; and the memory."""

import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

import psutil
import psycopg

from bench.findings.cases import GOALS
from bench.found import Found
from conversations.filters import ConversationFilters
from findings.exporting.columns import as_text, columns
from findings.exporting.reading import Source
from findings.exporting.writing import write_csv
from findings.queries.kept import Read, read
from findings.queries.selection import Selection

ROWS, TIMES = 100_000, 5
RATIO, MEGABYTES = 2.0, 64


@dataclass(frozen=True)
class Taken:
    """Seconds of each time; `megabytes`: by how much the process grew while it exported."""

    rows: int
    exported: list[float]
    copied: list[float]
    megabytes: float

    @property
    def ratio(self) -> float:
        return sorted(self.exported)[TIMES // 2] / sorted(self.copied)[TIMES // 2]


class _Nowhere:
    """Where the bytes go: the bucket is another machine's matter."""

    def __init__(self) -> None:
        self.size = 0

    def write(self, data: bytes) -> int:
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        """Nothing is held."""


def measure(found: Found, raw: psycopg.Connection) -> Taken:
    """Export and copy the largest template's newest in turn."""
    selection = Selection(filters=ConversationFilters(template=found.largest_template))
    chosen = read(found.organization_id, selection)
    goals = tuple(f"goal.{goal.id}" for goal in chosen.template.goals[:GOALS])
    chosen = replace(chosen, selection=replace(selection, columns=goals))
    process = psutil.Process()
    exported, copied, rows, grown = [], [], 0, 0
    for _ in range(TIMES):
        copied.append(_copy(chosen, raw))
        before, peak = process.memory_info().rss, 0

        def beat(_: int) -> None:
            nonlocal peak
            peak = max(peak, process.memory_info().rss)

        began = time.perf_counter()
        source = Source(chosen, columns(chosen), beat, ROWS)
        write_csv(source, _Nowhere())
        exported.append(time.perf_counter() - began)
        rows, grown = source.count, max(grown, peak - before)
    return Taken(rows, exported, copied, grown / 1024**2)


def _copy(chosen: Read, raw: psycopg.Connection) -> float:
    """Return how long the same SELECT takes by COPY, nothing disarmed and nothing counted."""
    select, params = as_text(columns(chosen))
    [(found, order)] = chosen.ordered()
    sql = f"COPY (SELECT {select} {found.sql} {order} LIMIT {ROWS}) TO STDOUT (FORMAT csv)"
    with psycopg.ClientCursor(raw) as client:
        statement = client.mogrify(sql, [*params, *found.params])
    began = time.perf_counter()
    with raw.cursor() as cursor, cursor.copy(statement.encode()) as copy:
        for _ in copy:
            pass
    return time.perf_counter() - began


def lines(taken: Taken) -> Iterator[str]:
    """Yield the report, line by line."""
    fast, flat = taken.ratio <= RATIO, taken.megabytes <= MEGABYTES
    yield (
        f"CSV of {taken.rows:,} rows: {sorted(taken.exported)[TIMES // 2]:.2f} s, raw COPY"
        f" {sorted(taken.copied)[TIMES // 2]:.2f} s: {taken.ratio:.2f} ×, ≤ {RATIO:g}"
        f" {'pass' if fast else 'miss'}; grew by {taken.megabytes:.0f} MB,"
        f" ≤ {MEGABYTES} {'pass' if flat else 'miss'}"
    )


def as_dict(taken: Taken) -> dict[str, Any]:
    return {**asdict(taken), "ratio": taken.ratio}
