"""The overview's numbers, read from the rollups: as many rows at a million conversations as at ten.

Days are those of the active time zone. An hour of UTC counts to the day in which it begins, so in
zones that are half or a quarter of an hour off, conversations from around midnight may stand with
the day before.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.db.models import F, Sum
from django.utils import timezone

from conversations.filters import ConversationFilters
from conversations.models import Conversation, Status, VersionRollup
from conversations.models.conversation import LIVE_FOR
from conversations.models.rollups import LENGTH_BUCKETS
from conversations.queries import listing
from conversations.queries.counts import Counts, median_length
from orgs.models import Organization

_JOINED_WITHIN = timedelta(days=30)  # of being created; keeps old joined ones out of the way
_LIVE_COUNTED = 100
_RECENT = 6
_TOP = 6
_SUMS = ", ".join(f"sum({column})" for column in Counts._fields)
_LENGTHS = ", ".join(f"sum(lengths[{number}])" for number in range(1, LENGTH_BUCKETS + 1))
_OF_BOTH = """
    FROM conversations_hourrollup
    WHERE organization_id = %(organization)s AND is_test = %(is_test)s
        AND hour >= %(before)s AND hour < %(end)s
        AND (hour < %(now_before)s OR hour >= %(start)s)
    GROUP BY 1
"""


@dataclass(frozen=True, slots=True)
class Period:
    """`days` up to today, in order, and as many before them, up to the same hour of the day.

    `starts`: where each day begins, those of the period before first; `end`: where today ends.
    """

    days: list[date]
    starts: list[datetime]
    now_before: datetime
    end: datetime

    @classmethod
    def last(cls, count: int) -> "Period":
        now = timezone.localtime()
        first = now.date() - timedelta(days=2 * count - 1)
        starts = [_midnight(first + timedelta(days=number)) for number in range(2 * count + 1)]
        return cls(
            days=[first + timedelta(days=count + number) for number in range(count)],
            starts=starts[:-1],
            now_before=now - timedelta(days=count),
            end=starts[-1],
        )

    @property
    def start(self) -> datetime:
        return self.starts[len(self.days)]

    @property
    def has_odd_hours(self) -> bool:
        """Days of this zone do not all begin on an hour of UTC."""
        offsets = (start.utcoffset() or timedelta() for start in self.starts)
        return any(offset % timedelta(hours=1) for offset in offsets)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


@dataclass(frozen=True, slots=True)
class TopTemplate:
    public_id: str
    name: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class Overview:
    """`days`: one Counts for each of the period's. Medians are seconds. `live`: up to 100."""

    period: Period
    days: list[Counts]
    before: Counts
    median: float | None
    median_before: float | None
    live: int
    recent: list[listing.Row]
    top: list[TopTemplate]


def read(organization: Organization, *, days: int, is_test: bool) -> Overview:
    """Return everything the overview shows, in five statements."""
    period = Period.last(days)
    by_day = dict(_rows(_by_day(), organization, period, is_test))
    lengths = dict(_rows(f"SELECT hour >= %(start)s, {_LENGTHS}", organization, period, is_test))
    before = Counts()
    for number in range(1, days + 1):
        before = before.plus(Counts(*by_day.get(number, Counts())))
    return Overview(
        period=period,
        days=[Counts(*by_day.get(days + number, Counts())) for number in range(1, days + 1)],
        before=before,
        median=median_length(lengths.get(True, [])),
        median_before=median_length(lengths.get(False, [])),
        live=count_live(organization, is_test=is_test),
        recent=listing.fetch(
            organization, ConversationFilters(test=is_test), None, "older", _RECENT
        ),
        top=_top(organization, period, is_test),
    )


def _by_day() -> str:
    # Beginnings come from Python, so that the database's time zone tables need not agree.
    return f"SELECT width_bucket(hour, %(starts)s::timestamptz[]), {_SUMS}"


def _rows(
    select: str, organization: Organization, period: Period, is_test: bool
) -> Iterator[tuple[Any, list[int]]]:
    """Yield (group, its sums)."""
    told: dict[str, Any] = {
        "organization": organization.pk,
        "is_test": is_test,
        "starts": period.starts,
        "before": period.starts[0],
        "now_before": period.now_before,
        "start": period.start,
        "end": period.end,
    }
    with connection.cursor() as cursor:
        cursor.execute(f"{select} {_OF_BOTH}", told)
        for group, *sums in cursor.fetchall():
            yield group, [int(value) for value in sums]


def count_live(organization: Organization, *, is_test: bool) -> int:
    """Return how many conversations go on: joined lately, and something was said. At most 100."""
    now = timezone.now()
    found = Conversation.objects.filter(
        organization=organization,
        is_test=is_test,
        erasing_at__isnull=True,
        archived_at__isnull=True,
        status=Status.JOINED,
        turn_count__gt=0,
        started_at__gt=now - LIVE_FOR,
        created_at__gt=now - _JOINED_WITHIN,
    )
    return found.values("pk")[:_LIVE_COUNTED].count()


def _top(organization: Organization, period: Period, is_test: bool) -> list[TopTemplate]:
    """The templates with the most conversations; their days are those of UTC."""
    sums = {f"sum_{name}": Sum(name) for name in Counts._fields}
    statuses = [f"sum_{status}" for status in Status.values]
    found: Any = (
        VersionRollup.objects.filter(
            organization=organization, is_test=is_test, day__gte=period.days[0]
        )
        .values("template__public_id", "template__name")
        .annotate(**sums)
        .annotate(total=sum((F(name) for name in statuses[1:]), F(statuses[0])))
        .order_by("-total", "template__name")[:_TOP]
    )
    return [
        TopTemplate(
            row["template__public_id"],
            row["template__name"],
            Counts(*(row[f"sum_{name}"] for name in Counts._fields)),
        )
        for row in found
    ]
