"""The part of `privacy` that is counts: recounted without a conversation that is being erased."""

from privacy.registry import OnErasure, Place, Store

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
        "conversations_findingrollup",
        OnErasure.KEEP,
        free=(
            "id",
            "organization_id",
            "template_id",
            "template_version_id",
            "is_test",
            "goal",
            "value_key",
            "day",
            "count",
        ),
        why="How many had a value that the template names itself, or yes or no: nobody's words.",
    ),
    Place(
        Store.TABLE,
        "conversations_criterionrollup",
        OnErasure.KEEP,
        free=(
            "id",
            "organization_id",
            "template_id",
            "template_version_id",
            "is_test",
            "criterion",
            "day",
            "passed",
            "failed",
        ),
        why="How many were judged well or badly on a day: numbers, and never why.",
    ),
    Place(
        Store.TABLE,
        "conversations_rollupmark",
        OnErasure.KEEP,
        free=("id", "organization_id", "day"),
        why="Which days are to be counted again.",
    ),
)
