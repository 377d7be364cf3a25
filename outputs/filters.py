"""The deliveries list's state: read from the URL, written back to it, told as chips."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from outputs.models import EventType, State

RANGES = {
    "hour": ("Last hour", timedelta(hours=1)),
    "day": ("Last 24 hours", timedelta(days=1)),
    "7d": ("Last 7 days", timedelta(days=7)),
    "30d": ("Last 30 days", timedelta(days=30)),
    "90d": ("Last 90 days", timedelta(days=90)),
}


@dataclass(frozen=True, slots=True)
class DeliveryFilters:
    """What narrows the list; every field is a query parameter of the same name.

    `endpoint`, `template`: public ids. `range`: a key of RANGES, up to now, or else `since` and
    `until`, whole days in the viewer's zone, both inclusive.
    """

    state: tuple[str, ...] = ()
    endpoint: str = ""
    event: str = ""
    template: str = ""
    range: str = ""
    since: date | None = None
    until: date | None = None

    def pairs(self) -> list[tuple[str, str]]:
        """Return the query parameters that mean this, in one fixed order."""
        return [(f.name, text) for f in fields(self) for text in _texts(getattr(self, f.name))]

    @property
    def scope(self) -> str:
        """The filters spelled out, for cursors to carry."""
        return "deliveries?" + "&".join(f"{name}={value}" for name, value in self.pairs())

    @property
    def is_narrowed(self) -> bool:
        return bool(self.pairs())

    def without(self, *names: str) -> "DeliveryFilters":
        defaults = DeliveryFilters()
        return replace(self, **{name: getattr(defaults, name) for name in names})

    def period(self) -> tuple[datetime | None, datetime | None]:
        """Return the instants from (inclusive) and to (exclusive)."""
        if self.range:
            return _this_minute() - RANGES[self.range][1], None
        until = self.until + timedelta(days=1) if self.until else None
        return _midnight(self.since), _midnight(until)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, tuple):
        yield from value
    elif value not in (None, ""):
        yield str(value)


def _this_minute() -> datetime:
    """The same for all who ask in a minute, so that estimates of the list's length are kept."""
    return timezone.now().replace(second=0, microsecond=0)


def _midnight(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time.min)) if day else None


Chip = tuple[str, DeliveryFilters]


def chips(
    filters: DeliveryFilters, endpoints: Mapping[str, str], templates: Mapping[str, str]
) -> list[Chip]:
    """Return what narrows the list, in words, each with the filters left without it.

    `endpoints`, `templates`: their names by public id.
    """
    told: list[Chip] = []
    for state in filters.state:
        kept = tuple(other for other in filters.state if other != state)
        told.append((f"State is {State(state).label}", replace(filters, state=kept)))
    if filters.endpoint:
        name = endpoints.get(filters.endpoint, "unknown")
        told.append((f"Endpoint is {name}", filters.without("endpoint")))
    if filters.event:
        told.append((f"Event is {EventType(filters.event).label}", filters.without("event")))
    if filters.template:
        name = templates.get(filters.template, "unknown")
        told.append((f"Template is {name}", filters.without("template")))
    if period := _period_text(filters):
        told.append((period, filters.without("range", "since", "until")))
    return told


def _period_text(filters: DeliveryFilters) -> str:
    if filters.range:
        return RANGES[filters.range][0]
    if filters.since and filters.until:
        return f"{filters.since:%-d %b %Y} – {filters.until:%-d %b %Y}"
    if filters.since:
        return f"Since {filters.since:%-d %b %Y}"
    return f"Until {filters.until:%-d %b %Y}" if filters.until else ""
