"""Reads of exports."""

from django.utils import timezone

from findings.models import Export
from findings.queries.kept import Read
from findings.queries.sizing import about
from orgs.models import Organization

SHOWN = 100
SEARCHED = 10_000


def exports(organization: Organization) -> list[Export]:
    """Return the organisation's exports that are kept, newest first."""
    found = Export.objects.filter(organization=organization, expires_at__gt=timezone.now())
    return list(found.select_related("template", "made_by").order_by("-created_at", "-id")[:SHOWN])


def export(organization: Organization, public_id: str) -> Export | None:
    """Return the organisation's export, None for an unknown one and one whose day is over."""
    found = Export.objects.filter(organization=organization, expires_at__gt=timezone.now())
    return found.select_related("template", "made_by").filter(public_id=public_id).first()


def size(read: Read) -> tuple[int, bool]:
    """Return (how many conversations a selection holds, whether that is exact).

    Of a search it is counted up to SEARCHED: there are more where that is not exact.
    """
    if read.selection.filters.q:
        count = 0
        for ids in read.searched():
            count += len(ids)
            if count >= SEARCHED:
                return count, False
        return count, True
    return about(read.organization_id, read.template, read.selection)
