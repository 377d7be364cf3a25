"""Whole files into one organisation: entry by entry into records, batch by batch through intake."""

import gc
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

from django.db import reset_queries

from intake.domain import Outcome, Refusal, Result
from intake.records import Record
from orgs.models import Organization
from sources.files import Entry, Problem

BATCH = 500  # conversations in one transaction
_BATCH_BYTES = 16 * 1024 * 1024  # keeps memory flat where the lines are long

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,63}(\[\d*\])*|")

R = TypeVar("R", bound=Record)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Rejection:
    """An entry that did not go in; `field` is its path in the file's words, '' for all of it."""

    line: int
    field: str
    reason: str

    def __str__(self) -> str:
        return f"{self.line}: {f'{self.field}: ' if self.field else ''}{self.reason}"


class Importer(Generic[R]):
    """Imports entries of one kind and counts what became of them."""

    def __init__(
        self,
        organization: Organization,
        read: Callable[[Any], R],
        write: Callable[[Organization, list[R]], list[Outcome]],
        *,
        batch_size: int | None = None,
    ) -> None:
        self._organization = organization
        self._read = read
        self._write = write
        self._batch_size = batch_size or BATCH
        self.counts: Counter[Result] = Counter(dict.fromkeys(Result, 0))

    def run(self, entries: Iterable[Entry | Problem]) -> Iterator[list[Rejection]]:
        """Import everything; yield, after each batch, what was rejected of it by line."""
        with rare_collections():
            for batch, rejections in ahead(self._batches(entries)):
                rejections += self._import(batch)
                self.counts[Result.REFUSED] += len(rejections)
                yield sorted(rejections, key=lambda rejection: rejection.line)
                # With DEBUG on, Django keeps every statement with all it carried.
                reset_queries()

    def _batches(
        self, entries: Iterable[Entry | Problem]
    ) -> Iterator[tuple[list[tuple[int, R]], list[Rejection]]]:
        batch: list[tuple[int, R]] = []
        rejections: list[Rejection] = []
        size = 0
        for entry in entries:
            if isinstance(entry, Problem):
                rejections.append(Rejection(entry.line, "", entry.reason))
            else:
                size += entry.size
                try:
                    batch.append((entry.line, self._read(entry.value)))
                except Refusal as refusal:
                    rejections.append(Rejection(entry.line, refusal.field, refusal.reason))
            if len(batch) + len(rejections) >= self._batch_size or size >= _BATCH_BYTES:
                yield batch, rejections
                batch, rejections, size = [], [], 0
        yield batch, rejections

    def _import(self, batch: list[tuple[int, R]]) -> list[Rejection]:
        if not batch:
            return []
        outcomes = self._write(self._organization, [record for _, record in batch])
        rejections = []
        for (line, _), outcome in zip(batch, outcomes, strict=True):
            if outcome.result == Result.REFUSED:
                rejections.append(Rejection(line, outcome.field, outcome.reason))
            else:
                self.counts[outcome.result] += 1
        return rejections


def discreet(field: str) -> str:
    """Return a path that can be kept: keys in it that look like no field's name are somebody's."""
    steps = (step if _NAME.fullmatch(step) else "…" for step in field[:500].split("."))
    return ".".join(steps)[:200]


@contextmanager
def rare_collections() -> Iterator[None]:
    """Look for cycles rarely: records are trees, and walking them took a tenth of the time."""
    before = gc.get_threshold()
    gc.set_threshold(200_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def ahead(items: Iterator[T]) -> Iterator[T]:
    """Yield `items` while the next one is being made: reading goes on as the database works."""
    end = object()
    with ThreadPoolExecutor(1) as reader:
        coming = reader.submit(next, items, end)
        while (item := coming.result()) is not end:
            coming = reader.submit(next, items, end)
            yield cast(T, item)
