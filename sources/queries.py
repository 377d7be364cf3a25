"""Sources and their runs, read."""

from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone

from conversations.models import Conversation, Status
from orgs.models import Organization
from sources.models import Run, Source, Upload

RUNS_SHOWN = 30
UPLOADS_SHOWN = 50
MOST_OPEN = 200
OPEN = (Status.CREATED, Status.JOINED)
_OPEN_FOR = timedelta(days=30)


def sources(organization: Organization) -> Sequence[Source]:
    """Return the organisation's sources, newest first; there are no more than `domain` allows."""
    return list(Source.objects.filter(organization=organization).order_by("-created_at", "-id"))


def get(organization: Organization, public_id: str) -> Source | None:
    return Source.objects.filter(organization=organization, public_id=public_id).first()


def last_runs(sources: Sequence[Source]) -> dict[int, Run]:
    """Return the newest run of each source that had one, by the source's key. One statement."""
    found = Run.objects.filter(source__in=sources).order_by("source_id", "-began_at", "-id")
    return {run.source_id: run for run in found.distinct("source_id")}


def runs(source: Source) -> list[Run]:
    """Return the newest runs, RUNS_SHOWN at most."""
    return list(source.runs.order_by("-began_at", "-id")[:RUNS_SHOWN])


def open_ones(source: Source) -> dict[int, str]:
    """Return key and id of what came from this source and has not ended, newest first.

    MOST_OPEN at most: what has not ended within a month is not waited for.
    """
    found = Conversation.objects.filter(
        pk__in=source.open_keys,
        organization_id=source.organization_id,
        status__in=OPEN,
        created_at__gte=timezone.now() - _OPEN_FOR,
        erasing_at__isnull=True,
    )
    named = found.order_by("-created_at", "-id").values_list("pk", "public_id")
    return dict(named[:MOST_OPEN])


def uploads(organization: Organization) -> list[Upload]:
    """Return the newest files, UPLOADS_SHOWN at most."""
    found = Upload.objects.filter(organization=organization).defer("rejections")
    return list(found.order_by("-created_at", "-id")[:UPLOADS_SHOWN])


def upload(organization: Organization, public_id: str) -> Upload | None:
    found = Upload.objects.filter(organization=organization, public_id=public_id)
    return found.select_related("organization").first()
