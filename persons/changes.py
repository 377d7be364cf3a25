"""When each key of a person's context was told, and told anew; never what it said before."""

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

KEYS_KEPT = 200  # as many as a page shows
TIMES_KEPT = 5  # of one key, the newest

# {key of org_context: [[when in ISO-8601 UTC, a Change], …], newest first}
Changes = dict[str, list[list[str]]]


class Change(StrEnum):
    """What was told of a key."""

    ADDED = "added"
    CHANGED = "changed"
    CLEARED = "cleared"  # Told to be null.


def noted(
    known: Changes, before: Mapping[str, Any], told: Mapping[str, Any] | None, at: datetime
) -> Changes:
    """Return `known` with what telling `told` at `at` changes of the context `before`.

    The very same object where nothing changed. The keys changed longest ago are let go first.
    """
    fresh: dict[str, Change] = {}
    for key, value in (told or {}).items():
        if kind := _kind(before, key, value):
            fresh[key] = kind
    if not fresh:
        return known
    when = at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    changes = known | {
        key: [[when, kind.value], *known.get(key, [])][:TIMES_KEPT] for key, kind in fresh.items()
    }
    if len(changes) <= KEYS_KEPT:
        return changes
    newest = sorted(changes.items(), key=lambda change: change[1][0][0], reverse=True)
    return dict(newest[:KEYS_KEPT])


def _kind(before: Mapping[str, Any], key: str, value: Any) -> Change | None:
    if key not in before:
        return Change.ADDED
    if before[key] == value:
        return None
    return Change.CLEARED if value is None else Change.CHANGED
