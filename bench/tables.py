"""The tables that are loaded, and rows as the text that COPY reads."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True)
class Table:
    """A table and the columns given to it; the others have defaults of the database."""

    name: str
    columns: tuple[str, ...]

    @property
    def copy(self) -> str:
        return f"COPY {self.name} ({', '.join(self.columns)}) FROM STDIN"


def _table(name: str, columns: str) -> Table:
    return Table(name, tuple(columns.split()))


CONVERSATION = _table(
    "conversations_conversation",
    """id organization_id public_id session_id template_id template_version_id status outcome
    end_reason source is_test created_at started_at ended_at duration_seconds updated_at revision
    summary context goal_states source_fields digest person_label person_count template_name
    version_number gist turn_count finding_count goals_met goals_total findings deliveries
    deliveries_total deliveries_failed""",
)
TURN = _table(
    "conversations_turn",
    "organization_id conversation_id public_id position role text modality at",
)
FINDING = _table(
    "conversations_finding",
    """organization_id conversation_id template_id goal declared value value_key value_number
    value_time evidence evidence_source confidence committed_at conversation_created_at""",
)
CRITERION = _table(
    "conversations_criterionresult",
    "organization_id conversation_id criterion passed reasoning evaluated_at",
)
TOOL_CALL = _table(
    "conversations_toolcall",
    "organization_id conversation_id position after_turn name args result error at duration_ms",
)
EVENT = _table(
    "conversations_sessionevent", "organization_id conversation_id event_id type at digest data"
)
USAGE = _table(
    "conversations_usagerecord",
    "organization_id conversation_id component quantity unit cost currency at",
)
PARTICIPATION = _table(
    "conversations_participation",
    "organization_id conversation_id person_id position conversation_created_at",
)
SEARCH = _table(
    "conversations_searchdocument", "conversation_id created_at organization_id document"
)
PERSON = _table(
    "persons_person",
    """id organization_id public_id external_id name email profile org_context first_seen_at
    last_seen_at conversation_count name_search created_at updated_at""",
)

# Parents first.
TABLES = (
    PERSON, CONVERSATION, TURN, FINDING, CRITERION, TOOL_CALL, EVENT, USAGE, PARTICIPATION, SEARCH,
)  # fmt: skip


def _json(value: Any) -> str:
    return _encode(value).translate(_ESCAPES)


def _escaped(value: str) -> str:
    return value.translate(_ESCAPES) if "\\" in value or not value.isprintable() else value


# By type: a million conversations have a thousand million fields.
_WRITERS: dict[type, Callable[[Any], str]] = {
    str: _escaped,
    type(None): lambda _: "\\N",
    bool: lambda value: "t" if value else "f",
    int: str,
    float: str,
    Decimal: str,
    datetime: datetime.isoformat,
    bytes: lambda value: f"\\\\x{value.hex()}",
    dict: _json,
    list: _json,
}


def line(values: Sequence[Any]) -> str:
    """Return one row as COPY's text format has it; raises KeyError for a type it does not know."""
    return "\t".join([_WRITERS[type(value)](value) for value in values]) + "\n"
