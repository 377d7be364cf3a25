"""The digest by which a record that was seen before is known."""

import hashlib
import json
from typing import Any

from intake.records import Record

_encode = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
).encode


def canonical_json(value: Any) -> bytes:
    """Return `value` as JSON in its one form: keys sorted, no spaces, UTF-8."""
    return _encode(value).encode()


def digest(record: Record) -> bytes:
    """Return the SHA-256 of the canonical JSON of `record`.

    Fields that hold their default are left out, so that a field added to the records one day
    leaves every digest as it is.
    """
    return hashlib.sha256(
        canonical_json(record.model_dump(mode="json", exclude_defaults=True))
    ).digest()
