"""Conversations put away: out of the default list, kept everywhere else, and brought back."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from conversations.domain.rollups import mark_rollups
from conversations.filters import ConversationFilters
from conversations.models import Conversation
from conversations.queries import listing
from orgs.domain.audit import Actor, record
from orgs.models import Organization

MOST = 500  # in one transaction
MOST_MATCHING = 5_000  # in one go


def archive(*, actor: Actor, organization: Organization, public_ids: Collection[str]) -> list[str]:
    """Put conversations away; return the ids of those that were not. Unknown ones are passed over.

    `public_ids`: MOST at most.
    """
    return _move(actor, organization, public_ids, timezone.now())


def restore(*, actor: Actor, organization: Organization, public_ids: Collection[str]) -> list[str]:
    """Bring conversations back; return the ids of those that were away."""
    return _move(actor, organization, public_ids, None)


def archive_matching(
    *, actor: Actor, organization: Organization, filters: ConversationFilters
) -> tuple[int, datetime]:
    """Put away what passes the filters, the newest MOST_MATCHING at most, MOST in a transaction.

    Return how many were not away, and the instant by which `restore_of` knows them.
    """
    at = timezone.now()
    return _move_matching(actor, organization, filters, at), at


def restore_matching(
    *, actor: Actor, organization: Organization, filters: ConversationFilters
) -> int:
    """Bring back what passes the filters, in the same way; return how many were away."""
    return _move_matching(actor, organization, filters, None)


def restore_of(*, actor: Actor, organization: Organization, at: datetime) -> int:
    """Bring back what was put away at this very instant; return how many."""
    away = Conversation.objects.filter(
        organization=organization, archived_at=at, erasing_at__isnull=True
    ).order_by("pk")
    count = 0
    while ids := list(away.values_list("public_id", flat=True)[:MOST]):
        count += len(_move(actor, organization, ids, None))
    return count


def _move_matching(
    actor: Actor, organization: Organization, filters: ConversationFilters, at: datetime | None
) -> int:
    count, seen, place = 0, 0, None
    while seen < MOST_MATCHING:
        rows = listing.fetch(organization, filters, place, "older", MOST)
        count += len(_move(actor, organization, [row.public_id for row in rows], at))
        if len(rows) < MOST:
            break
        seen, place = seen + len(rows), listing.place_of(rows[-1])
    return count


@transaction.atomic
def _move(
    actor: Actor, organization: Organization, public_ids: Collection[str], at: datetime | None
) -> list[str]:
    """An import keeps what is archived here: the row's digest stays as it is."""
    found = Conversation.objects.filter(
        organization=organization,
        public_id__in=list(public_ids)[:MOST],
        erasing_at__isnull=True,
        archived_at__isnull=at is not None,
    )
    locked = found.select_for_update(no_key=True).order_by("pk")
    moved = list(locked.values_list("pk", "public_id", "created_at"))
    if not moved:
        return []
    Conversation.objects.filter(pk__in=[pk for pk, _, _ in moved]).update(
        archived_at=at, updated_at=timezone.now(), revision=F("revision") + 1
    )
    mark_rollups(organization.pk, [created_at for _, _, created_at in moved])
    record(
        actor=actor,
        action="conversation.archived" if at else "conversation.restored",
        organization_id=organization.pk,
        object_type="conversation",
        object_id=moved[0][1] if len(moved) == 1 else "",
        details={"count": len(moved)},
    )
    return [public_id for _, public_id, _ in moved]
