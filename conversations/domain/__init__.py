"""Writes of the conversations room. The facts themselves come in through `intake`."""

from conversations.domain.archiving import MOST as MOST_AT_ONCE
from conversations.domain.archiving import (
    MOST_MATCHING,
    archive,
    archive_matching,
    restore,
    restore_matching,
    restore_of,
)
from conversations.domain.rollups import mark_rollups, rebuild_rollups, refresh_rollups
from conversations.domain.saved_views import (
    SavedViewError,
    delete_view,
    make_default,
    save_view,
)
from conversations.domain.upkeep import (
    ensure_search_partitions,
    recount_conversations,
    tombstone_digests,
)
from conversations.domain.waking import wake

__all__ = [
    "MOST_AT_ONCE",
    "MOST_MATCHING",
    "SavedViewError",
    "archive",
    "archive_matching",
    "delete_view",
    "ensure_search_partitions",
    "make_default",
    "mark_rollups",
    "rebuild_rollups",
    "recount_conversations",
    "refresh_rollups",
    "restore",
    "restore_matching",
    "restore_of",
    "save_view",
    "tombstone_digests",
    "wake",
]
