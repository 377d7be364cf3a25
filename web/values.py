"""Whatever JSON a customer's system sent, as lines that a person can read."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

_DEEPEST = 4  # levels of nesting; what lies deeper is told as JSON
_LONGEST = 2000  # characters of one text
_ENTRIES_SHOWN = 200  # of one object or list


@dataclass(frozen=True, slots=True)
class Entry:
    """One named value: its text, or else the entries in it. `is_faint`: there is no value.

    `at`: when it was told, where that is known; `told` says it in full.
    """

    label: str
    text: str = ""
    is_faint: bool = False
    children: tuple["Entry", ...] = ()
    at: datetime | None = None
    told: str = ""


def entries(value: Mapping[str, Any]) -> tuple[Entry, ...]:
    """Return the object's members, those that nest last; jsonb keeps no order worth showing."""
    return _members(value, 1)


def _members(value: Mapping[str, Any], depth: int) -> tuple[Entry, ...]:
    by_name = sorted(value.items(), key=lambda member: member[0].casefold())
    return _within_limit(sorted(by_name, key=lambda member: _nests(member[1])), depth)


def _nests(value: Any) -> bool:
    """Whether it takes more than one line to tell."""
    if isinstance(value, list):
        return any(isinstance(item, dict | list) for item in value)
    return isinstance(value, dict) and bool(value)


def _within_limit(members: Sequence[tuple[str, Any]], depth: int) -> tuple[Entry, ...]:
    shown = tuple(_entry(name, value, depth) for name, value in members[:_ENTRIES_SHOWN])
    left = len(members) - len(shown)
    return (*shown, Entry("…", f"{left:,} more are not shown", is_faint=True)) if left else shown


def _entry(label: str, value: Any, depth: int) -> Entry:
    if value in (None, "", [], {}):
        return Entry(label, "none" if value is None else "empty", is_faint=True)
    if not _nests(value):
        items = value if isinstance(value, list) else [value]
        return Entry(label, _cut(", ".join(_scalar(item) for item in items)))
    if depth >= _DEEPEST:
        return Entry(label, _cut(json.dumps(value, ensure_ascii=False)))
    if isinstance(value, dict):
        return Entry(label, children=_members(value, depth + 1))
    numbered = [(str(number), item) for number, item in enumerate(value, start=1)]
    return Entry(label, children=_within_limit(numbered, depth + 1))


def _scalar(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else json.dumps(value)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}… ({len(text):,} characters)"
