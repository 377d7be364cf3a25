"""Where this room keeps persons' data: nearly everywhere."""

from privacy.registry import OnErasure, Place, Store

# Of every row that belongs to one conversation.
_KEYS = ("id", "conversation_id", "organization_id")

CONVERSATION = Place(
    Store.TABLE,
    "conversations_conversation",
    OnErasure.DELETE,
    personal=(
        "public_id",
        "session_id",
        "outcome",
        "end_reason",
        "summary",
        "context",
        "goal_states",
        "source_fields",
        "digest",
        "person_label",
        "gist",
        "findings",
    ),
    free=(
        "id",
        "organization_id",
        "template_id",
        "template_version_id",
        "template_name",
        "version_number",
        "status",
        "source",
        "is_test",
        "created_at",
        "started_at",
        "ended_at",
        "duration_seconds",
        "updated_at",
        "archived_at",
        "erasing_at",
        "revision",
        "session_status",
        "last_event_at",
        "search_due_at",
        "joinable_until",
        "person_count",
        "turn_count",
        "finding_count",
        "goals_met",
        "goals_total",
        "deliveries",
        "deliveries_total",
        "deliveries_failed",
    ),
    found_by="id",
    why="The conversation: its summary, and names and findings repeated for reading.",
)

SAID = (
    Place(
        Store.TABLE,
        "conversations_turn",
        OnErasure.DELETE,
        personal=("public_id", "text"),
        free=(*_KEYS, "position", "role", "modality", "at", "corrected_at"),
        found_by="conversation_id",
        why="What was said.",
    ),
    Place(
        Store.TABLE,
        "conversations_toolcall",
        OnErasure.DELETE,
        personal=("args", "result", "error"),
        free=(*_KEYS, "position", "after_turn", "name", "at", "duration_ms"),
        found_by="conversation_id",
        why="What the agent passed to tools, and what came back.",
    ),
    Place(
        Store.TABLE,
        "conversations_searchdocument",
        OnErasure.DELETE,
        personal=("document",),
        free=("conversation_id", "created_at", "organization_id"),
        found_by="conversation_id",
        why="The words of the conversation and the names in it, for search; a partition a month.",
    ),
)

LEARNT = (
    Place(
        Store.TABLE,
        "conversations_finding",
        OnErasure.DELETE,
        personal=("value", "value_key", "value_number", "value_time", "evidence"),
        free=(
            *_KEYS,
            "template_id",
            "goal",
            "declared",
            "evidence_source",
            "confidence",
            "committed_at",
            "conversation_created_at",
        ),
        found_by="conversation_id",
        why="What was learnt about or from the person.",
    ),
    Place(
        Store.TABLE,
        "conversations_criterionresult",
        OnErasure.DELETE,
        personal=("reasoning",),
        free=(*_KEYS, "criterion", "passed", "evaluated_at"),
        found_by="conversation_id",
        why="How the conversation was judged, in words that may quote it.",
    ),
)

FACTS = (
    Place(
        Store.TABLE,
        "conversations_participation",
        OnErasure.DELETE,
        personal=("person_id",),
        free=(*_KEYS, "position", "conversation_created_at"),
        found_by="person_id",
        why="That the person took part.",
    ),
    Place(
        Store.TABLE,
        "conversations_sessionevent",
        OnErasure.DELETE,
        personal=("event_id", "digest", "data"),
        free=(*_KEYS, "type", "at"),
        found_by="conversation_id",
        why="What the runtime reported.",
    ),
    Place(
        Store.TABLE,
        "conversations_usagerecord",
        OnErasure.DETACH,
        personal=("conversation_id",),
        free=("id", "organization_id", "component", "quantity", "unit", "cost", "currency", "at"),
        found_by="conversation_id",
        why="What it cost is billed and kept, without the link to the conversation.",
    ),
    Place(
        Store.TABLE,
        "conversations_tombstone",
        OnErasure.KEEP,
        free=("id", "organization_id", "digest", "erased_at"),
        why="A keyed hash by which late events of an erased conversation are refused.",
    ),
)

CONFIGURATION = (
    Place(
        Store.TABLE,
        "conversations_template",
        OnErasure.KEEP,
        free=(
            "id",
            "organization_id",
            "public_id",
            "name",
            "description",
            "created_at",
            "archived_at",
        ),
        why="Written by the organisation before anyone takes part.",
    ),
    Place(
        Store.TABLE,
        "conversations_templateversion",
        OnErasure.KEEP,
        free=(
            "id",
            "organization_id",
            "template_id",
            "number",
            "instructions",
            "goals",
            "criteria",
            "phases",
            "outputs",
            "screen_share",
            "max_duration_seconds",
            "digest",
            "created_at",
        ),
        why="Written by the organisation before anyone takes part.",
    ),
)

VIEWS = (
    Place(
        Store.TABLE,
        "conversations_savedview",
        OnErasure.DELETE,
        personal=("name", "query"),
        free=("id", "organization_id", "owner_id", "is_shared", "created_at"),
        found_by="query",
        why="A search for somebody's name, kept under a name: found by its words.",
    ),
    Place(
        Store.CACHE,
        "saved-views:{organization id}",
        OnErasure.DELETE,
        personal=("name", "query"),
        why="The same, kept for five minutes for the sidebar.",
    ),
)

# Recounted without a conversation as soon as its erasure begins.
_COUNTS = (
    "is_test",
    "created",
    "joined",
    "completed",
    "failed",
    "abandoned",
    "goals_met",
    "goals_total",
)
ROLLUPS = (
    Place(
        Store.TABLE,
        "conversations_hourrollup",
        OnErasure.KEEP,
        free=("id", "organization_id", "hour", *_COUNTS, "turns", "lengths"),
        why="How many conversations an hour had: numbers only.",
    ),
    Place(
        Store.TABLE,
        "conversations_versionrollup",
        OnErasure.KEEP,
        free=("id", "organization_id", "template_id", "template_version_id", "day", *_COUNTS),
        why="How many conversations a template version had on a day: numbers only.",
    ),
    Place(
        Store.TABLE,
        "conversations_goalrollup",
        OnErasure.KEEP,
        free=("id", "organization_id", "template_version_id", "goal", "is_test", "day", "met"),
        why="How many conversations met a goal on a day: numbers, and never what was found.",
    ),
    Place(
        Store.TABLE,
        "conversations_rollupmark",
        OnErasure.KEEP,
        free=("id", "organization_id", "day"),
        why="Which days are to be counted again.",
    ),
)

PLACES = (CONVERSATION, *SAID, *LEARNT, *FACTS, *VIEWS, *CONFIGURATION, *ROLLUPS)
