"""Conversations put away: out of the default list, kept everywhere else, and brought back."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from conversations.models import Conversation
from orgs.domain.audit import Actor, record
from orgs.models import Organization

MOST = 500  # in one go


def archive(*, actor: Actor, organization: Organization, public_ids: Collection[str]) -> list[str]:
    """Put conversations away; return the ids of those that were not. Unknown ones are passed over.

    `public_ids`: MOST at most.
    """
    return _move(actor, organization, public_ids, timezone.now())


def restore(*, actor: Actor, organization: Organization, public_ids: Collection[str]) -> list[str]:
    """Bring conversations back; return the ids of those that were away."""
    return _move(actor, organization, public_ids, None)


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
    moved = dict(locked.values_list("pk", "public_id"))
    if not moved:
        return []
    Conversation.objects.filter(pk__in=moved).update(
        archived_at=at, updated_at=timezone.now(), revision=F("revision") + 1
    )
    record(
        actor=actor,
        action="conversation.archived" if at else "conversation.restored",
        organization_id=organization.pk,
        object_type="conversation",
        object_id=next(iter(moved.values())) if len(moved) == 1 else "",
        details={"count": len(moved)},
    )
    return list(moved.values())
