"""Where the gate keeps persons' data: in the answers it keeps for a day."""

from privacy.registry import OnErasure, Place, Store

PLACES = [
    Place(
        Store.TABLE,
        "gate_savedanswer",
        OnErasure.SCRUB,
        personal=("key", "digest", "body", "about"),
        free=("id", "organization_id", "is_test", "status", "created_at"),
        handler="api.gate.erasing.saved_answers",
        why="Answers of the last 24 hours, for requests that are sent again: these are refused.",
    ),
    Place(
        Store.CACHE,
        "api-requests:",
        OnErasure.KEEP,
        free=("count",),
        why="How many requests an API key made within a minute.",
    ),
]
