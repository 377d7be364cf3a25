"""A selection that is kept to be acted on later, by a worker: what a queue or an export is of."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from conversations.filters import RANGES, ConversationFilters
from conversations.queries.narrowed import Narrowed
from findings.queries.conditions import ConditionError, parse
from findings.queries.explored import Explored, explored
from findings.queries.narrowing import selected
from findings.queries.selection import Selection
from findings.queries.table import fetch, place_of

Pairs = list[list[str]]
_ZONE = "zone"  # whose days `since` and `until` are
_SEARCHED = 1_000  # conversations of a search that are fetched at a time
_TEXTS = ("q", "template", "person", "findings")
_NUMBERS = ("longer", "shorter")
_YES = ("frames", "test", "archived", "utc")


class NotReadable(ValueError):
    """The query names no template of the organisation, or asks what cannot be asked."""


@dataclass(frozen=True, slots=True)
class Read:
    """A selection and its template, of one organisation."""

    organization_id: int
    selection: Selection
    template: Explored

    @property
    def columns(self) -> list[str]:
        """The columns in their order; those of an export or queue are all named."""
        chosen = self.selection.columns
        return [*self.selection.pinned, *(k for k in chosen if k not in self.selection.pinned)]

    def ordered(self) -> Iterator[tuple[Narrowed, str]]:
        """Yield the conversations as SQL and their ORDER BY; of a search a thousand at a time."""
        selection = self.selection
        if selection.filters.q:
            for ids in self.searched():
                yield by_ids(ids), "ORDER BY c.created_at DESC, c.id DESC"
            return
        is_sorted = bool(selection.sort)
        found = selected(self.organization_id, self.template, selection, is_sorted=is_sorted)
        keys = ["lead.value"] if is_sorted else []
        order = "DESC" if not is_sorted or selection.is_descending else "ASC"
        yield found, f"ORDER BY {', '.join(f'{k} {order}' for k in [*keys, found.at, found.id])}"

    def found(self) -> Narrowed:
        """Return the conversations as SQL, those of a search by their ids."""
        if not self.selection.filters.q:
            is_sorted = bool(self.selection.sort)
            told = (self.organization_id, self.template, self.selection)
            return selected(*told, is_sorted=is_sorted)
        return by_ids([id for part in self.searched() for id in part])

    def searched(self) -> Iterator[Sequence[int]]:
        """Yield the ids of a search's conversations, newest first, a thousand at a time."""
        place = None
        while True:
            rows = fetch(
                self.organization_id, self.template, self.selection, place, "older", _SEARCHED
            )
            yield [row.id for row in rows]
            if len(rows) < _SEARCHED:
                return
            place = place_of(rows[-1])


def by_ids(ids: Sequence[int]) -> Narrowed:
    return Narrowed(
        "FROM conversations_conversation c WHERE c.id = ANY(%s) AND c.erasing_at IS NULL",
        [list(ids)],
    )


def read(organization_id: int, selection: Selection) -> Read:
    """Return the selection with its template. Raises NotReadable for an unknown one."""
    template = explored(organization_id, selection) if selection.template else None
    if template is None:
        raise NotReadable("Choose a template first.")
    return Read(organization_id, selection, template)


def keep(selection: Selection) -> Pairs:
    """Return what means this selection at any later time, whoever reads it: its days are fixed."""
    filters = selection.filters
    if filters.range:
        since = timezone.localdate() - timedelta(days=RANGES[filters.range])
        filters = replace(filters, range="", since=since)
    pairs = replace(selection, filters=filters).pairs()
    return [*map(list, pairs), [_ZONE, str(timezone.get_current_timezone())]]


@contextmanager
def reading(organization_id: int, pairs: Iterable[Sequence[str]]) -> Iterator[Read]:
    """Read what was kept, with days as they were to whoever kept it. Raises NotReadable."""
    told = [(name, value) for name, value in pairs]
    zone = dict(told).get(_ZONE, "UTC")
    with timezone.override(ZoneInfo(zone)):
        yield read(organization_id, _selection(told))


def _selection(pairs: list[tuple[str, str]]) -> Selection:
    """The pairs are ours: `Selection.pairs` wrote them, of what had been checked."""
    one = dict(pairs)

    def many(name: str) -> tuple[str, ...]:
        return tuple(value for key, value in pairs if key == name)

    def number(name: str) -> int | None:
        return int(one[name]) if name in one else None

    try:
        return Selection(
            filters=_filters(one, many("status")),
            version=number("version"),
            against=number("against"),
            columns=many("col"),
            pinned=many("pin"),
            where=tuple(map(parse, many("where"))),
            sort=one.get("sort", ""),
        )
    except (ConditionError, ValueError):
        raise NotReadable("These filters cannot be read any more.") from None


def _filters(one: dict[str, str], status: tuple[str, ...]) -> ConversationFilters:
    told: dict[str, Any] = {name: one.get(name, "") for name in _TEXTS}
    told |= {name: int(one[name]) if name in one else None for name in _NUMBERS}
    for name in ("since", "until"):
        told[name] = date.fromisoformat(one[name]) if name in one else None
    told |= {name: name in one for name in _YES}
    return ConversationFilters(**told, status=status)
