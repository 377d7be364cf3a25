"""Templates, their versions, and how their conversations went: counts come from the rollups.

Days are those of UTC here. Live conversations are counted, or test ones, never both.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Max, Q, Sum

from conversations.models import GoalRollup, Template, TemplateVersion, VersionRollup
from conversations.queries.counts import Counts
from orgs.models import Organization
from web import keyset
from web.keyset import Direction, Place

PAGE_SIZE = 50
RECENT_DAYS = 30
_VERSIONS_SHOWN = 200
_STATUSES = Counts._fields[:5]


@dataclass(frozen=True, slots=True)
class Use:
    """A template's newest version, its last 30 days, and how many conversations it ever had."""

    newest: int
    recent: Counts
    ever: int


def page(organization: Organization, asked: keyset.Request) -> keyset.Page[Template]:
    """Return a page of the organisation's templates, newest first. Raises BadCursorError."""

    def fetch(place: Place | None, direction: Direction, limit: int) -> list[Template]:
        found = Template.objects.filter(organization=organization)
        return keyset.newest_first(found, place, direction, limit)

    return keyset.read(
        asked, "templates", PAGE_SIZE, fetch, lambda row: Place(row.created_at, row.pk)
    )


def uses(templates: Collection[Template], *, is_test: bool) -> dict[int, Use]:
    """Return {template id: its use} in two statements."""
    keys = [template.pk for template in templates]
    newest = dict(
        TemplateVersion.objects.filter(template__in=keys)
        .values_list("template")
        .annotate(newest=Max("number"))
    )
    since = datetime.now(UTC).date() - timedelta(days=RECENT_DAYS - 1)
    recent = {f"recent_{name}": Sum(name, filter=Q(day__gte=since)) for name in Counts._fields}
    ever = {f"ever_{name}": Sum(name) for name in _STATUSES}
    counted: dict[int, dict[str, Any]] = {
        row["template"]: dict(row)
        for row in VersionRollup.objects.filter(template__in=keys, is_test=is_test)
        .values("template")
        .annotate(**recent, **ever)
    }
    return {key: _use(newest.get(key, 0), counted.get(key, {})) for key in keys}


def _use(newest: int, row: dict[str, Any]) -> Use:
    return Use(
        newest,
        Counts(*(row.get(f"recent_{name}") or 0 for name in Counts._fields)),
        sum(row.get(f"ever_{name}") or 0 for name in _STATUSES),
    )


def get(organization: Organization, public_id: str) -> Template | None:
    """Return the organisation's own template, or null."""
    return Template.objects.filter(organization=organization, public_id=public_id).first()


def startable(organization: Organization, chosen: str = "") -> list[tuple[str, str]]:
    """Return (public id, name) of what a conversation can be started with, by name, 500 at most.

    `chosen` is among them wherever it stands in that order.
    """
    found = Template.objects.filter(organization=organization, archived_at__isnull=True)
    choices = list(found.order_by("name", "id").values_list("public_id", "name")[:500])
    if chosen and chosen not in dict(choices):
        choices += found.filter(public_id=chosen).values_list("public_id", "name")
    return choices


def versions(template: Template) -> list[TemplateVersion]:
    """Return the newest 200 versions, newest first, without their long texts."""
    found = TemplateVersion.objects.filter(template=template).order_by("-number")
    return list(found.only("id", "template_id", "number", "created_at")[:_VERSIONS_SHOWN])


def version(template: Template, number: int) -> TemplateVersion | None:
    """Return one version with everything in it, or null."""
    return TemplateVersion.objects.filter(template=template, number=number).first()


def counts_by_version(template: Template, *, is_test: bool) -> dict[int, Counts]:
    """Return {version id: its conversations}, of all time."""
    sums = {f"sum_{name}": Sum(name) for name in Counts._fields}
    found: Any = (
        VersionRollup.objects.filter(template=template, is_test=is_test)
        .values("template_version")
        .annotate(**sums)
    )
    return {
        row["template_version"]: Counts(*(row[f"sum_{name}"] for name in Counts._fields))
        for row in found
    }


def goals_met(version: TemplateVersion, *, is_test: bool) -> dict[str, int]:
    """Return {goal id: how many ended conversations met it}, of all time."""
    found = GoalRollup.objects.filter(template_version=version, is_test=is_test)
    return dict(found.values_list("goal").annotate(met=Sum("met")))
