"""The pictures of conversations that are being erased."""

from collections.abc import Collection

from django.db import transaction

from frames import storage
from frames.domain.locking import wait_for_writers
from frames.folders import occupied


def purge_objects(organization_id: int, conversation_ids: Collection[int]) -> int:
    """Remove all objects of these conversations, in all versions; return how many went.

    Hide the conversations first (`erasing_at`, committed): then no worker writes any more. May be
    broken off and called again. An address handed out to upload to stays open until
    `queries.erasing.uploads_end_at`: purge once more after that. Raises Unreachable.
    """
    with transaction.atomic():
        wait_for_writers(conversation_ids)
    return sum(
        storage.purge(storage.folder(organization_id, conversation_id))
        for conversation_id in occupied(organization_id, conversation_ids)
    )
