"""Retention: an organisation's conversations past so many days are erased, by the same jobs."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from erasure.domain.approving import begin
from erasure.domain.errors import ErasureRefused
from erasure.domain.requesting import request_keys
from erasure.domain.timeline import SYSTEM
from erasure.models import Erasure, Kind, Retention, Via
from erasure.models.job import CLOSED
from erasure.queries import retaining
from orgs.domain.audit import Actor, record
from orgs.models import Organization

LONGEST = 36_500  # days
_AT_ONCE = 5_000  # conversations in one job: what the first transaction hides in a moment
_EVERY = timedelta(hours=20)


@transaction.atomic
def set_retention(*, actor: Actor, organization: Organization, days: int | None) -> None:
    """Have conversations older than `days` erased from now on; None switches it off.

    Raises ErasureRefused for a number that makes no sense.
    """
    if days is not None and not 1 <= days <= LONGEST:
        raise ErasureRefused("days", f"Give a number of days from 1 to {LONGEST:,}.")
    if days is None:
        Retention.objects.filter(organization=organization).delete()
    else:
        Retention.objects.update_or_create(
            organization=organization,
            defaults={"days": days, "set_by": actor.id, "since": timezone.now()},
        )
    record(
        actor=actor,
        action="retention.changed",
        organization_id=organization.pk,
        object_type="organization",
        object_id=organization.public_id,
        details={"days": days or 0},
    )


def sweep_retention() -> int:
    """Begin jobs for what is past its retention, where none is at it yet; return how many.

    Of each organisation 5,000 conversations at a time, oldest first; once a day when all are done.
    """
    now = timezone.now()
    due = Retention.objects.filter(Q(swept_at=None) | Q(swept_at__lt=now - _EVERY))
    begun = 0
    for retention in due.select_related("organization").order_by("organization_id"):
        begun += _begin_one(retention, now)
    return begun


@transaction.atomic
def _begin_one(retention: Retention, now: datetime) -> int:
    locked = Retention.objects.select_for_update(skip_locked=True, no_key=True, of=("self",))
    held = locked.select_related("organization").filter(pk=retention.pk).first()
    if held is None:
        return 0
    running = Erasure.objects.filter(organization_id=held.pk, kind=Kind.RETENTION)
    if running.exclude(state__in=CLOSED).exists():
        return 0
    found = retaining.past(held.organization, held.days, now).order_by("created_at", "id")
    keys = list(found.values_list("pk", flat=True)[:_AT_ONCE])
    if len(keys) < _AT_ONCE:
        Retention.objects.filter(pk=held.pk).update(swept_at=now)
    if not keys:
        return 0
    erasure = request_keys(
        actor=SYSTEM,
        organization=held.organization,
        keys=keys,
        via=Via.RETENTION,
        kind=Kind.RETENTION,
    )
    begin(erasure)
    return 1
