"""What a retention would erase, ready to print, and the mark that it was seen."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from erasure.queries import retaining
from erasure.seen import Seen
from orgs.models import Organization


@dataclass(frozen=True, slots=True)
class PastPage:
    """Conversations older than `days`, created before `before`; `told`: how many, in words.

    `typed`: what has to be typed for it, "" where none goes yet; `seen`: the mark of this preview.
    """

    days: int
    before: datetime
    told: str
    oldest: datetime | None
    newest: datetime | None
    typed: str
    seen: str


def past_page(organization: Organization, days: int, user_id: int) -> PastPage:
    """Return the preview of a rule, for the one who would set it."""
    now, highest = timezone.now(), retaining.highest()
    times = retaining.past(organization, days, now).values_list("created_at", flat=True)
    oldest = times.order_by("created_at").first()
    count, is_exact = retaining.preview(organization, days, now)
    told = retaining.told(count, is_exact)
    typed = f"erase {told}" if oldest else ""
    seen = Seen(organization.pk, user_id, days, now, count, highest, typed)
    return PastPage(
        days=days,
        before=now - timedelta(days=days),
        told=told,
        oldest=oldest,
        newest=times.order_by("-created_at").first(),
        typed=typed,
        seen=seen.signed(),
    )
