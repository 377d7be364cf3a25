"""Where this room keeps persons' data: in what they showed of their screens."""

from frames.storage import FOLDER
from privacy.registry import OnErasure, Place, Store

PLACES = (
    Place(
        Store.TABLE,
        "frames_frame",
        OnErasure.DELETE,
        personal=("public_id", "sha256", "likeness"),
        free=(
            "id",
            "organization_id",
            "conversation_id",
            "key",
            "segment",
            "number",
            "captured_at",
            "content_type",
            "size",
            "state",
            "reason",
            "width",
            "height",
            "is_alike",
            "created_at",
            "upload_until",
            "due_at",
            "attempts",
        ),
        found_by="conversation_id",
        label="Captures of a shared screen",
        exported=("conversation_id", "public_id", "segment", "captured_at", "width", "height"),
        why="That a screen was captured, when, and what tells the picture from others.",
    ),
    Place(
        Store.BUCKET,
        f"{FOLDER}/{{organization id}}/{{conversation id}}/",
        OnErasure.DELETE,
        personal=("upload", "original", "320.webp", "1280.webp"),
        handler="frames.domain.erasing.pictures",
        why="The captures of a shared screen and their small copies, in all versions.",
    ),
)
