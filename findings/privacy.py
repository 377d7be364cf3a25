"""Where this room keeps persons' data: in what reviewers say of findings, and in exports."""

from privacy.registry import OnErasure, Place, Store

_KEYS = ("id", "organization_id", "conversation_id")

REVIEWED = (
    Place(
        Store.TABLE,
        "findings_reviewitem",
        OnErasure.DELETE,
        personal=("goal",),
        free=(
            *_KEYS,
            "queue_id",
            "position",
            "state",
            "verdicts",
            "answer",
            "answered_by_id",
            "answered_at",
        ),
        found_by="conversation_id",
        why="That a finding about the person was put before reviewers, and what they agreed on.",
    ),
    Place(
        Store.TABLE,
        "findings_verdict",
        OnErasure.DELETE,
        personal=("value", "about", "note"),
        free=(*_KEYS, "item_id", "reviewer_id", "kind", "at"),
        found_by="conversation_id",
        why="What a reviewer held of a finding: its value, another one, and why.",
    ),
    Place(
        Store.TABLE,
        "findings_comment",
        OnErasure.DELETE,
        personal=("text",),
        free=(*_KEYS, "turn", "author_id", "at"),
        found_by="conversation_id",
        why="What members wrote about a turn.",
    ),
    Place(
        Store.TABLE,
        "findings_reviewqueue",
        OnErasure.SCRUB,
        personal=("name", "query"),
        free=(
            "id",
            "organization_id",
            "public_id",
            "template_id",
            "goals",
            "sampling",
            "size",
            "seed",
            "low_confidence",
            "reviewers",
            "state",
            "made_by_id",
            "created_at",
        ),
        handler="findings.domain.erasing.queues",
        why="A queue of what was found by a search for somebody: its name and words are emptied.",
    ),
)

EXPORTED = (
    Place(
        Store.TABLE,
        "findings_export",
        OnErasure.DELETE,
        personal=("query", "secret"),
        free=(
            "id",
            "organization_id",
            "public_id",
            "template_id",
            "form",
            "state",
            "reason",
            "rows_told",
            "is_exact",
            "rows_done",
            "size",
            "run",
            "lease_until",
            "made_by_id",
            "created_at",
            "ready_at",
            "expires_at",
        ),
        handler="findings.domain.erasing.exports",
        why="A table that may hold the person, and the search it was made of.",
    ),
    Place(
        Store.BUCKET,
        "exports/{organization id}/{template id}/",
        OnErasure.DELETE,
        personal=("content",),
        handler="findings.domain.erasing.exported_files",
        why="The files of those exports, which end by themselves after a day.",
    ),
)

PLACES = (*REVIEWED, *EXPORTED)
