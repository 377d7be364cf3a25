"""How long an organisation keeps its conversations, and what a rule would erase."""

from datetime import datetime, timedelta

from django.db.models import Max, QuerySet
from django.utils import timezone

from conversations.models import Conversation
from erasure.models import Retention
from orgs.models import Organization
from web import sizes


def of(organization: Organization) -> Retention | None:
    """Return the organisation's rule, None where it keeps everything."""
    return Retention.objects.filter(organization=organization).first()


def past(
    organization: Organization, days: int, now: datetime | None = None
) -> QuerySet[Conversation]:
    """Return the conversations that are older than `days`, test ones too."""
    before = (now or timezone.now()) - timedelta(days=days)
    return Conversation.objects.filter(
        organization=organization,
        is_test__in=[False, True],
        created_at__lt=before,
        erasing_at__isnull=True,
    )


def preview(organization: Organization, days: int, now: datetime | None = None) -> tuple[int, bool]:
    """Return (how many conversations a rule would erase, whether that is exact)."""
    return sizes.about(past(organization, days, now))


def told(count: int, is_exact: bool) -> str:
    """Return what `preview` gave in words, as it is shown and typed."""
    return sizes.told(count, is_exact, "conversation")


def highest() -> int:
    """Return the row id of the newest conversation of all, 0 where there is none."""
    return Conversation.objects.aggregate(highest=Max("pk"))["highest"] or 0


def has_come(organization: Organization, days: int, now: datetime, highest: int) -> bool:
    """Whether the rule would erase, as of `now`, what came in once `highest` was the newest."""
    return past(organization, days, now).filter(pk__gt=highest).exists()
