"""The forms of a table that is taken away. Each is written as rows come, into `out`."""

import csv
import io
import json
from collections.abc import Callable
from typing import Protocol

from findings.exporting.disarming import disarmed
from findings.exporting.reading import Source


class Out(Protocol):
    """Where a file goes: bytes one behind another, as of a file that cannot be sought in."""

    def write(self, data: bytes) -> int: ...

    def flush(self) -> None: ...


Writer = Callable[[Source, Out], None]


def write_csv(source: Source, out: Out) -> None:
    """UTF-8 with a mark at its beginning, by which Excel knows it; lines end as RFC 4180 says."""
    head = io.StringIO()
    csv.writer(head).writerow(disarmed(column.name) for column in source.columns)
    out.write(b"\xef\xbb\xbf" + head.getvalue().encode())
    for line in source.csv():
        out.write(line)


def write_jsonl(source: Source, out: Out) -> None:
    """A JSON object a line, values as they were committed."""
    names = [json.dumps(column.name, ensure_ascii=False) for column in source.columns]
    for row in source.jsons():
        told = ",".join(f"{name}:{value or 'null'}" for name, value in zip(names, row, strict=True))
        out.write(f"{{{told}}}\n".encode())
