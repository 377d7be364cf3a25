"""What a retention would erase, ready to print."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from erasure.queries import retaining
from orgs.models import Organization
from web import sizes


@dataclass(frozen=True, slots=True)
class PastPage:
    """Conversations older than `days`, created before `before`; `told`: how many, in words."""

    days: int
    before: datetime
    told: str
    oldest: datetime | None
    newest: datetime | None


def past_page(organization: Organization, days: int) -> PastPage:
    now = timezone.now()
    times = retaining.past(organization, days, now).values_list("created_at", flat=True)
    return PastPage(
        days=days,
        before=now - timedelta(days=days),
        told=sizes.told(*retaining.preview(organization, days), "conversation"),
        oldest=times.order_by("created_at").first(),
        newest=times.order_by("-created_at").first(),
    )
