"""The codebook of an export: what its columns are, and how many conversations have one."""

import csv
import io
from collections.abc import Iterator

from findings.exporting.columns import Column
from findings.exporting.disarming import disarmed
from findings.exporting.reading import Source
from findings.exporting.writing import Out
from findings.queries.explored import Explored, Goal
from web.keys import value_text

HEADS = ("Column", "Type", "Declared", "Description", "Values", "Conversations with one")


def codebook_rows(source: Source) -> Iterator[list[str | int]]:
    """Yield a row of HEADS for each column, once the source has been read."""
    for column, count in zip(source.columns, source.counts, strict=True):
        goal = _goal(source.read.template, column)
        yield [
            column.name,
            goal.type if goal else column.type,
            _declared(goal) if goal else "",
            goal.description if goal else "",
            ", ".join(value_text(value) for value in goal.allowed) if goal else "",
            count,
        ]


def write_codebook(source: Source, out: Out) -> None:
    """Write it as CSV, as `writing.write_csv` writes a table."""
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(HEADS)
    for row in codebook_rows(source):
        lines.writerow([disarmed(each) if isinstance(each, str) else each for each in row])
    lines.writerow([])
    lines.writerow(["Template", disarmed(source.read.template.name)])
    lines.writerow(["Conversations", source.count])
    out.write(b"\xef\xbb\xbf" + text.getvalue().encode())


def _goal(template: Explored, column: Column) -> Goal | None:
    return template.goal(column.goal) if column.goal else None


def _declared(goal: Goal) -> str:
    if not goal.is_declared:
        return "undeclared"
    return "type inferred" if goal.is_inferred else "declared"
