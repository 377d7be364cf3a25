"""What changed from one template version to another: entry by entry, and word by word."""

import difflib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from conversations.models import TemplateVersion
from web import format as formats

_WORD = re.compile(r"\s+|\w+|[^\w\s]")
# Comparing words takes the product of both lengths; longer stretches are shown as replaced.
_MOST_WORDS = 800
# With less in common than this, old and new read better one after the other.
_LEAST_COMMON = 0.4
_LABELS = {
    "description": "Description",
    "type": "Type",
    "allowed_values": "Allowed values",
    "critical": "Critical",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: `same`, `added` or `removed`."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """A goal, criterion or setting that was `added`, `removed` or `changed`, and how."""

    kind: str
    name: str
    fields: list[tuple[str, list[Piece]]]


@dataclass(frozen=True, slots=True)
class Difference:
    """All that differs; `instructions` is empty where they are the same."""

    goals: list[Change]
    criteria: list[Change]
    settings: list[Change]
    instructions: list[Piece]

    @property
    def is_none(self) -> bool:
        return not (self.goals or self.criteria or self.settings or self.instructions)


def difference(old: TemplateVersion, new: TemplateVersion) -> Difference:
    same = old.instructions == new.instructions
    return Difference(
        goals=_entries(old.goals, new.goals),
        criteria=_entries(old.criteria, new.criteria),
        settings=list(_settings(old, new)),
        instructions=[] if same else pieces(old.instructions, new.instructions),
    )


def pieces(old: str, new: str) -> list[Piece]:
    """Return both texts as one, in pieces: `same` and `removed` make the old, without the latter
    and with `added` the new."""
    found: list[Piece] = []
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    for tag, a, b, c, d in difflib.SequenceMatcher(None, before, after).get_opcodes():
        gone, come = "".join(before[a:b]), "".join(after[c:d])
        found += [Piece("same", gone)] if tag == "equal" else _words(gone, come)
    return _joined(found)


def _words(old: str, new: str) -> list[Piece]:
    before, after = _WORD.findall(old), _WORD.findall(new)
    if max(len(before), len(after)) > _MOST_WORDS:
        return _replaced(old, new)
    found: list[Piece] = []
    common = 0
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        gone, come = "".join(before[a:b]), "".join(after[c:d])
        found += [Piece("same", gone)] if tag == "equal" else _replaced(gone, come)
        common += sum(not word.isspace() for word in before[a:b]) if tag == "equal" else 0
    most = max(sum(not word.isspace() for word in words) for words in (before, after))
    return found if common >= _LEAST_COMMON * most else _replaced(old, new)


def _replaced(old: str, new: str) -> list[Piece]:
    return [Piece(kind, text) for kind, text in (("removed", old), ("added", new)) if text]


def _joined(found: Sequence[Piece]) -> list[Piece]:
    """Return the pieces with neighbours of a kind as one, and no mere space between two changes."""
    told: list[Piece] = []
    removed = added = ""
    for piece, following in zip_longest(found, found[1:]):
        goes_on = following is not None and following.kind != "same"
        if piece.kind == "same" and not (goes_on and (removed or added) and _is_gap(piece)):
            told += [*_replaced(removed, added), piece]
            removed = added = ""
            continue
        removed += piece.text if piece.kind != "added" else ""
        added += piece.text if piece.kind != "removed" else ""
    return [*told, *_replaced(removed, added)]


def _is_gap(piece: Piece) -> bool:
    return not piece.text.strip(" ")


def _entries(old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]) -> list[Change]:
    """Return the changed entries in the new order, then those that are gone."""
    before = {entry["id"]: entry for entry in old}
    after = {entry["id"]: entry for entry in new}
    changes = [
        Change("changed" if name in before else "added", name, fields)
        for name, entry in after.items()
        if (fields := _fields(before.get(name, {}), entry)) or name not in before
    ]
    return changes + [
        Change("removed", name, _fields(entry, {}))
        for name, entry in before.items()
        if name not in after
    ]


def _fields(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[tuple[str, list[Piece]]]:
    return [
        (label, pieces(*texts))
        for name, label in _LABELS.items()
        if (texts := (_text(old.get(name)), _text(new.get(name))))[0] != texts[1]
    ]


def _text(value: Any) -> str:
    if value in (None, "", [], False):
        return ""
    if value is True:
        return "yes"
    if isinstance(value, list):
        return ", ".join(item if isinstance(item, str) else json.dumps(item) for item in value)
    return str(value)


def _settings(old: TemplateVersion, new: TemplateVersion) -> Iterator[Change]:
    rows = [
        ("Screen share", _on(old.screen_share), _on(new.screen_share)),
        ("Longest duration", _limit(old), _limit(new)),
        ("Order of goals", *_orders(old.goals, new.goals)),
        ("Order of criteria", *_orders(old.criteria, new.criteria)),
        ("Phases", _lines(old.phases), _lines(new.phases)),
    ]
    for name, before, after in rows:
        if before != after:
            # Short values read better whole: one gone, one come.
            is_long = "\n" in before + after
            told = pieces(before, after) if is_long else _replaced(before, after)
            yield Change("changed", name, [("", told)])
    if old.outputs != new.outputs:
        # How many, and no more: their headers may hold secrets.
        yield Change("changed", "Outputs", [("", _replaced(_outputs(old), _outputs(new)))])


def _on(value: bool) -> str:
    return "on" if value else "off"


def _limit(version: TemplateVersion) -> str:
    seconds = version.max_duration_seconds
    return formats.spoken_duration(seconds) if seconds is not None else "no limit"


def _orders(old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]) -> tuple[str, str]:
    """Return the ids that both have, in either's order."""
    both = {entry["id"] for entry in old} & {entry["id"] for entry in new}
    texts = [", ".join(e["id"] for e in entries if e["id"] in both) for entries in (old, new)]
    return texts[0], texts[1]


def _lines(values: Sequence[Any]) -> str:
    return "\n".join(json.dumps(value, ensure_ascii=False) for value in values) or "none"


def _outputs(version: TemplateVersion) -> str:
    count = len(version.outputs)
    return formats.plural(count, "output") if count else "none"
