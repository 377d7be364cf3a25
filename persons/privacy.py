"""Where this room keeps persons' data."""

from privacy.registry import OnErasure, Place, Store

PLACES = (
    Place(
        Store.TABLE,
        "persons_person",
        OnErasure.DELETE,
        personal=(
            "public_id",
            "external_id",
            "name",
            "email",
            "profile",
            "org_context",
            "context_changes",
            "first_seen_at",
            "last_seen_at",
            "conversation_count",
            "name_search",
            "redacted",
            "called_since",
        ),
        free=("id", "organization_id", "created_at", "updated_at", "erasing_at"),
        found_by="id",
        label="Person",
        exported=(
            "public_id",
            "external_id",
            "name",
            "email",
            "profile",
            "org_context",
            "first_seen_at",
            "last_seen_at",
            "called_since",
        ),
        why="The person.",
    ),
)
