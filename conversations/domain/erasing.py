"""What of this room no column leads to, for the erasure of a person: lists that are saved."""

import logging
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import redis
from django.core.cache import cache
from django.db import transaction
from django.db.models import Manager, Model, QuerySet

from conversations.models import SavedView
from conversations.queries import saved_views as kept
from privacy.registry import Subjects
from web.words import fold

logger = logging.getLogger(__name__)

Row = TypeVar("Row", bound=Model)


_TEXTS = ("q", "person")  # parameters that are somebody's words; others are numbers and choices
_COMPARED = ("is", "not", "contains")  # how a condition on findings, `goal:is:words`, asks for some


def words_of(subjects: Subjects) -> set[str]:
    """Return what the subjects may be searched by, as `is_search_for` takes it."""
    told = (*subjects.words, *subjects.public_ids)
    return {fold(word).strip() for word in told if word.strip()}


def is_search_for(words: set[str], query: Iterable[Sequence[Any]], name: str = "") -> bool:
    """Whether a kept query, [[parameter, value], …], or what it is called, is just one of `words`.

    What a finding is asked for, and a list called, may well be the same number as somebody's id: of
    these a word that is a number tells nothing.
    """
    asked = {_plain(str(value)) for parameter, value in query if parameter in _TEXTS}
    conditions = [str(value).split(":", 2) for parameter, value in query if parameter == "where"]
    told = {_plain(parts[2]) for parts in conditions if len(parts) == 3 and parts[1] in _COMPARED}
    telling = {word for word in words if not word.isdecimal()}
    return not (words.isdisjoint(asked) and telling.isdisjoint(told | {_plain(name)}))


def _plain(text: str) -> str:
    return fold(text).strip().strip('"')


def made_until(subjects: Subjects, rows: "Manager[Row]") -> "QuerySet[Row]":
    """Return the organisation's rows, without those that are younger than the erasure."""
    found = rows.filter(organization_id=subjects.organization_id)
    return found.filter(created_at__lt=subjects.until) if subjects.until else found


def searches(subjects: Subjects, rows: "Manager[Any]") -> list[int]:
    """Return the keys of those rows, each with a name and a query, that are a search for them."""
    words = words_of(subjects)
    found = made_until(subjects, rows).values_list("pk", "name", "query").iterator()
    return [key for key, name, query in found if is_search_for(words, query, name)]


class SavedViews:
    """Views that are a search for the person: what they look for is the id, e-mail or name.

    A view that only mentions one of these among other words may be about somebody else: that is
    told as a mention, which support decides on.
    """

    is_of_words = True

    def count(self, subjects: Subjects) -> int:
        return len(searches(subjects, SavedView.objects))

    def erase(self, subjects: Subjects) -> int:
        keys = searches(subjects, SavedView.objects)
        deleted, _ = SavedView.objects.filter(pk__in=keys).delete()
        if deleted:
            transaction.on_commit(lambda: kept.remember(subjects.organization_id), robust=True)
        return deleted


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
