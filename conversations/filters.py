"""The conversations list's state: read from the URL, written back to it, told as chips."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from conversations.models import Status

RANGES = {"today": 0, "7d": 6, "30d": 29, "90d": 89}
RANGE_LABELS = {
    "today": "Today",
    "7d": "Last 7 days",
    "30d": "Last 30 days",
    "90d": "Last 90 days",
}


@dataclass(frozen=True, slots=True)
class ConversationFilters:
    """What narrows the list; every field is a query parameter of the same name.

    `template`, `person`: public ids. `range`: a key of RANGES, or else `since` and `until`, whole
    days in the viewer's zone, or with `utc` in UTC, both inclusive. `longer`, `shorter`: minutes.
    """

    q: str = ""
    template: str = ""
    status: tuple[str, ...] = ()
    range: str = ""
    since: date | None = None
    until: date | None = None
    utc: bool = False
    person: str = ""
    findings: str = ""
    frames: bool = False
    longer: int | None = None
    shorter: int | None = None
    test: bool = False
    archived: bool = False

    def pairs(self) -> list[tuple[str, str]]:
        """Return the query parameters that mean this, in one fixed order."""
        return [(f.name, text) for f in fields(self) for text in _texts(getattr(self, f.name))]

    @property
    def scope(self) -> str:
        """The filters spelled out, for cursors to carry."""
        return "conversations?" + "&".join(f"{name}={value}" for name, value in self.pairs())

    def without(self, *names: str) -> "ConversationFilters":
        defaults = ConversationFilters()
        return replace(self, **{name: getattr(defaults, name) for name in names})

    def without_status(self, status: str) -> "ConversationFilters":
        return replace(self, status=tuple(kept for kept in self.status if kept != status))

    @property
    def leaves_archived_out(self) -> bool:
        """Whoever searches, or asks for a person, sees archived conversations too."""
        return not (self.archived or self.q or self.person)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.pairs())

    def period(self) -> tuple[datetime | None, datetime | None]:
        """Return the instants from (inclusive) and to (exclusive) in `zone`."""
        since, until = self.since, self.until
        if self.range:
            since = timezone.localdate() - timedelta(days=RANGES[self.range])
            until = None
        return (
            self._midnight(since) if since else None,
            self._midnight(until + timedelta(days=1)) if until else None,
        )

    @property
    def zone(self) -> str:
        """Whose days these are."""
        return "UTC" if self.utc else str(timezone.get_current_timezone())

    def _midnight(self, day: date) -> datetime:
        midnight = datetime.combine(day, time.min)
        return midnight.replace(tzinfo=UTC) if self.utc else timezone.make_aware(midnight)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, tuple):
        yield from value
    elif value is True:
        yield "1"
    elif value not in (None, "", False):
        yield str(value)


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter in words, and the filters that are left when it is taken off."""

    text: str
    rest: ConversationFilters


def chips(filters: ConversationFilters, template_name: str, person_name: str) -> list[Chip]:
    """Return what narrows the list, in words; `q` stands in its own box."""
    told: list[tuple[str, ConversationFilters]] = []
    if filters.template:
        told.append((f"Template is {template_name}", filters.without("template")))
    for status in filters.status:
        told.append((f"Status is {Status(status).label}", filters.without_status(status)))
    if period := _period_text(filters):
        told.append((period, filters.without("range", "since", "until", "utc")))
    if filters.person:
        told.append((f"Person is {person_name}", filters.without("person")))
    told += _measure_texts(filters)
    return [Chip(text, rest) for text, rest in told]


def _measure_texts(filters: ConversationFilters) -> Iterator[tuple[str, ConversationFilters]]:
    if filters.findings:
        text = "Has findings" if filters.findings == "yes" else "Has no findings"
        yield text, filters.without("findings")
    if filters.frames:
        yield "Has frames", filters.without("frames")
    if filters.longer is not None:
        yield f"Longer than {filters.longer} min", filters.without("longer")
    if filters.shorter is not None:
        yield f"Shorter than {filters.shorter} min", filters.without("shorter")
    if filters.test:
        yield "Test conversations", filters.without("test")
    if filters.archived:
        yield "Archived", filters.without("archived")


def _period_text(filters: ConversationFilters) -> str:
    if filters.range:
        return RANGE_LABELS[filters.range]
    zone = " (UTC)" if filters.utc else ""
    if filters.since and filters.until:
        return f"{filters.since:%-d %b %Y} – {filters.until:%-d %b %Y}{zone}"
    if filters.since:
        return f"Since {filters.since:%-d %b %Y}{zone}"
    return f"Until {filters.until:%-d %b %Y}{zone}" if filters.until else ""
