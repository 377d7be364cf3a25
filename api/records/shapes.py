"""Our own records, as a conversation's page and “Whole records” write them ↔ canonical records.

They are read so that what comes in again is what was told: of a finding what the runtime had
committed, and beside it what people decided. What is found out here anew (where evidence stands
that nobody gave, the template's version) is left to intake.
"""

from collections.abc import Mapping
from typing import Any

from api.gate.reading import canonical
from api.gate.wording import Path
from intake.domain import Refusal
from intake.records import ConversationRecord

MARKS = frozenset(
    {"source", "template_version", "goal_states", "criteria", "usage", "events", "is_test",
     "source_fields", "end_reason", "archived"}
)  # fmt: skip
# Whoever is led elsewhere is history here: what was led here is never replaced.
_LIVE, _PAST = "live", "roxels"
_DECIDED = ("corrected", "rejected")


def read_record(wire: Any) -> ConversationRecord:
    """Return the canonical record of one of ours as it came from JSON; raises Refusal."""
    if not isinstance(wire, dict):
        raise Refusal("", "is not a JSON object")
    fields = {name: value for name, value in wire.items() if value is not None}
    for told_only in ("template_version", "frames"):  # Pictures come in as files of their own.
        fields.pop(told_only, None)
    fields["tells_decisions"] = True
    fields["findings"] = [*map(_finding, _listed(wire, "findings"))]
    fields["persons"] = [*map(_person, _listed(wire, "persons"))]
    if fields.get("source") == _LIVE:
        fields["source"] = _PAST
    return canonical(ConversationRecord, fields, _path)


def _listed(wire: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    items = wire.get(name) or []
    if not isinstance(items, list):
        raise Refusal(name, "should be a list")
    for index, item in enumerate(items):
        if not isinstance(item, dict):
            raise Refusal(f"{name}[{index}]", "should be an object")
    return items


def _finding(wire: dict[str, Any]) -> dict[str, Any]:
    fields = {**wire}
    review, original = fields.pop("review", None), fields.pop("original_value", None)
    source = fields.pop("evidence_source", "given")
    if source != "given":
        fields.pop("evidence", None)
    if review:
        fields["decided"] = {"kind": review, "value": wire.get("value")}
    if review in _DECIDED:
        fields["value"] = original
    return fields


def _person(wire: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in wire.items() if value not in (None, "")}


def _path(path: Path) -> Path:
    """Return where a field of the canonical record stands in ours."""
    match path:
        case ("findings", int() as index, "decided", "kind", *_):
            return ("findings", index, "review")
        case ("findings", int() as index, "decided", *_):
            return ("findings", index, "value")
    return path
