"""What of this room no column leads to, for the erasure of a person: lists that are saved."""

import logging
from collections.abc import Iterator
from typing import Any

import redis
from django.core.cache import cache
from django.db import transaction

from conversations.models import SavedView
from conversations.queries import saved_views as kept
from privacy.registry import Subjects
from web.words import fold

logger = logging.getLogger(__name__)


class SavedViews:
    """Views that are a search for the person: one of their values is the id, e-mail or name.

    A view that only mentions one of these among other words may be about somebody else: that is
    told as a mention, which support decides on.
    """

    is_of_words = True

    def count(self, subjects: Subjects) -> int:
        return sum(1 for _ in self._about(subjects))

    def erase(self, subjects: Subjects) -> int:
        keys = list(self._about(subjects))
        deleted, _ = SavedView.objects.filter(pk__in=keys).delete()
        if deleted:
            transaction.on_commit(lambda: kept.remember(subjects.organization_id), robust=True)
        return deleted

    def _about(self, subjects: Subjects) -> Iterator[int]:
        words = {fold(word).strip() for word in subjects.words if word.strip()}
        if not words:
            return
        views = SavedView.objects.filter(organization_id=subjects.organization_id)
        for key, name, query in views.values_list("pk", "name", "query").iterator():
            values = [name, *(_value(parameter, str(value)) for parameter, value in query)]
            if not words.isdisjoint(fold(value).strip().strip('"') for value in values):
                yield key


def _value(parameter: str, text: str) -> str:
    """Return what is looked for: of a condition on findings, `goal:is:words`, the words."""
    return text.split(":", 2)[-1] if parameter == "where" else text


class CachedViews:
    """The same views in the cache, which is made anew from the table."""

    is_of_words = True

    def count(self, subjects: Subjects) -> int:
        held = cache.get(kept.key_of(subjects.organization_id)) or []
        shown = {row[0] for row in held}
        there = SavedView.objects.filter(pk__in=shown).values_list("pk", flat=True)
        return len(shown - set(there))

    def erase(self, subjects: Subjects) -> int:
        gone = self.count(subjects)
        kept.remember(subjects.organization_id)
        if subjects.words:
            _forget_on_disk()
        return gone


def _forget_on_disk() -> None:
    """Have a server that keeps a log of its writes make that anew, from what it holds by now.

    One that does not let us has no such log, or its owner sees to it (docs/erasure.md).
    """
    client: Any = cache._cache.get_client(None, write=True)  # type: ignore[attr-defined]
    try:
        client.bgrewriteaof()
    except redis.RedisError as refused:
        logger.info("The cache's log is not made anew: %s", type(refused).__name__)


saved_views, cached_views = SavedViews(), CachedViews()
