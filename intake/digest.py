"""The digest by which a record that was seen before is known."""

import hashlib
import json
from typing import Any

from pydantic import TypeAdapter

from intake.records import ConversationRecord, TurnRecord

_encode = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
).encode


def canonical_json(value: Any) -> bytes:
    """Return `value` as JSON in its one form: keys sorted, no spaces, UTF-8."""
    return _encode(value).encode()


_TRANSCRIPT = TypeAdapter(list[TurnRecord])


def digest(record: ConversationRecord) -> bytes:
    """Return the SHA-256 of the canonical JSON of what `record` says, its transcript last.

    Fields that hold their default are left out, so that a field added to the records one day
    leaves every digest as it is.
    """
    apart = {"transcript", "tells_decisions"}
    facts = record.model_dump(mode="json", exclude_defaults=True, exclude=apart)
    hashed = hashlib.sha256(canonical_json(facts))
    # Nearly all of a record is its transcript, whose turns have no keys to sort.
    hashed.update(_TRANSCRIPT.dump_json(record.transcript, exclude_defaults=True))
    return hashed.digest()
