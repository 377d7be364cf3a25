"""What an export reads: one SELECT, by COPY, over a connection of its own.

Nothing of it is held: rows go by as the server sends them. The connection is one of its own, so
that the one beside it can tell how far it is.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any

from findings.exporting.columns import Column, as_json, as_text
from findings.exporting.connecting import own_connection
from findings.exporting.disarming import disarming
from findings.queries.kept import Read

Beat = Callable[[int], None]
_NOTHING = ("null", '""')  # JSON of a column in which nothing stands
_BITS = 60  # columns in one number
_EACH = 2_000  # rows between two words of how far it is


class Source:
    """The rows of a selection. `beat` is told how many went by, and raises where it is to end.

    `count`: how many that are; `counts`: how many of them have something in each column.
    """

    def __init__(self, read: Read, columns: list[Column], beat: Beat, most: int) -> None:
        self.read = read
        self.columns = columns
        self.count = 0
        self.counts = [0] * len(columns)
        self._beat = beat
        self._most = most

    def csv(self) -> Iterator[bytes]:
        """Yield the rows as lines of CSV, disarmed, many at a time."""
        select, params = as_text(self.columns)
        outer = f"{_pattern(len(self.columns))}, {disarming(self.columns)}"
        patterns: Counter[bytes] = Counter()
        for copy in self._copies(select, params, "(FORMAT csv)", outer):
            while lines := list(islice(copy, _EACH)):
                self.count += len(lines)
                self._beat(self.count)
                parted = [bytes(line).partition(b",") for line in lines]
                patterns.update([pattern for pattern, _, _ in parted])
                yield b"".join([line for _, _, line in parted])
        for pattern, number in patterns.items():
            self._tell(_filled(pattern, len(self.columns)), number)

    def texts(self) -> Iterator[tuple[str | None, ...]]:
        """Yield the rows as they read, null where there is nothing."""
        for row in self._rows(*as_text(self.columns)):
            self._tell(row)
            yield row

    def jsons(self) -> Iterator[tuple[str | None, ...]]:
        """Yield the rows as JSON texts, null where there is nothing."""
        for row in self._rows(*as_json(self.columns)):
            self._tell([None if text in _NOTHING else text for text in row])
            yield row

    def ids(self) -> Iterator[tuple[str | None, ...]]:
        """Yield each conversation's row id."""
        yield from self._rows("c.id", [])

    def _rows(self, select: str, params: list[Any]) -> Iterator[tuple[str | None, ...]]:
        for copy in self._copies(select, params, ""):
            for row in copy.rows():
                self._passed()
                yield row

    def _tell(self, row: Sequence[object], number: int = 1) -> None:
        counts = self.counts
        for place, has_something in enumerate(row):
            if has_something:
                counts[place] += number

    def _passed(self) -> None:
        self.count += 1
        if self.count % _EACH == 0:
            self._beat(self.count)

    def _copies(
        self, select: str, params: list[Any], options: str, outer: str = "*"
    ) -> Iterator[Any]:
        with own_connection() as own:
            for found, order in self.read.ordered():
                left = self._most - self.count
                if left <= 0:
                    return
                inner = f"SELECT {select} {found.sql} {order} LIMIT %s"
                sql = f"COPY (SELECT {outer} FROM ({inner}) told) TO STDOUT {options}"
                with (
                    own.cursor() as cursor,
                    cursor.copy(sql, [*params, *found.params, left]) as copy,
                ):
                    yield copy


def _pattern(count: int) -> str:
    """Return SQL that tells which of so many columns have something: few patterns, soon counted."""
    words = []
    for first in range(0, count, _BITS):
        bits = range(min(_BITS, count - first))
        told = [f"CASE WHEN c{first + bit} <> '' THEN {1 << bit} ELSE 0 END" for bit in bits]
        words.append(f"({' + '.join(told)})")
    return " || ' ' || ".join(words)


def _filled(pattern: bytes, count: int) -> list[bool]:
    """Return for each column whether it has something."""
    words = [int(word) for word in pattern.split()]
    return [bool(words[place // _BITS] >> place % _BITS & 1) for place in range(count)]
