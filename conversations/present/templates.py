"""Templates as their list and their page show them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from conversations.filters import ConversationFilters
from conversations.models import Template, TemplateVersion
from conversations.models.conversation import ENDED
from conversations.present.difference import Difference
from conversations.present.listing import list_url
from conversations.present.rates import Rate, share
from conversations.queries.counts import Counts
from conversations.queries.templates import Use
from web import format as formats
from web import keyset


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """One line of the list; `recent`, `completion` and `goals` are of the last 30 days."""

    name: str
    description: str
    href: str
    version: str
    is_archived: bool
    recent: str
    ever: str
    completion: str
    goals: str


@dataclass(frozen=True, slots=True)
class TemplateList:
    rows: list[TemplateRow]
    size: str
    older: str
    newer: str


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version and how its conversations went, of all time."""

    number: int
    made: str
    made_iso: str
    made_full: str
    href: str
    since: str  # the address of what changed since the version before; "" for the first
    is_shown: bool
    conversations: str
    completion: Rate
    goals: Rate


@dataclass(frozen=True, slots=True)
class GoalRow:
    """A goal of the shown version and how often it was met in conversations that ended."""

    name: str
    description: str
    type: str
    is_critical: bool
    rate: Rate
    told: str


@dataclass(frozen=True, slots=True)
class TemplatePage:
    """`shown`: the version whose goals and wording are shown; null where there is none yet."""

    template: Template
    conversations: str
    conversations_href: str
    versions: list[VersionRow]
    shown: TemplateVersion | None
    ended: str
    ended_href: str
    goals: list[GoalRow]
    limit: str


@dataclass(frozen=True, slots=True)
class DifferencePage:
    old: int
    new: int
    found: Difference
    close: str


def template_list(slug: str, page: keyset.Page[Template], uses: Mapping[int, Use]) -> TemplateList:
    path = reverse("template_list", args=[slug])
    return TemplateList(
        rows=[_row(slug, template, uses[template.pk]) for template in page.rows],
        size=formats.plural(len(page.rows), "template") if not (page.older or page.newer) else "",
        older=f"{path}?{urlencode({'older': page.older})}" if page.older else "",
        newer=f"{path}?{urlencode({'newer': page.newer})}" if page.newer else "",
    )


def _row(slug: str, template: Template, use: Use) -> TemplateRow:
    return TemplateRow(
        name=template.name,
        description=template.description,
        href=reverse("template_page", args=[slug, template.public_id]),
        version=f"v{use.newest}" if use.newest else formats.NONE,
        is_archived=template.archived_at is not None,
        recent=formats.number(use.recent.total),
        ever=formats.number(use.ever),
        completion=share(use.recent.completion),
        goals=share(use.recent.goal_rate),
    )


def template_page(
    slug: str,
    template: Template,
    versions: Sequence[TemplateVersion],
    counts: Mapping[int, Counts],
    shown: TemplateVersion | None,
    met: Mapping[str, int],
) -> TemplatePage:
    """`counts`: by version id; `met`: by goal id, of the shown version."""
    path = reverse("template_page", args=[slug, template.public_id])
    ended = counts.get(shown.pk, Counts()).ended if shown else 0
    limit = shown.max_duration_seconds if shown else None
    return TemplatePage(
        template=template,
        conversations=formats.plural(sum(each.total for each in counts.values()), "conversation"),
        conversations_href=list_url(slug, ConversationFilters(template=template.public_id)),
        versions=_versions(path, versions, counts, shown),
        shown=shown,
        ended=formats.plural(ended, "ended conversation"),
        ended_href=list_url(
            slug, ConversationFilters(template=template.public_id, status=tuple(sorted(ENDED)))
        ),
        goals=[_goal(goal, met.get(goal["id"], 0), ended) for goal in shown.goals] if shown else [],
        limit=formats.spoken_duration(limit) if limit is not None else "no limit",
    )


def _versions(
    path: str,
    versions: Sequence[TemplateVersion],
    counts: Mapping[int, Counts],
    shown: TemplateVersion | None,
) -> list[VersionRow]:
    rows = []
    for version in versions:
        counted = counts.get(version.pk, Counts())
        pair = {"from": version.number - 1, "to": version.number} if version.number > 1 else {}
        rows.append(
            VersionRow(
                number=version.number,
                made=formats.day(version.created_at),
                made_iso=formats.iso(version.created_at),
                made_full=formats.full(version.created_at),
                href=f"{path}?version={version.number}",
                since=f"{path}?{urlencode(pair)}#difference" if pair else "",
                is_shown=shown is not None and version.pk == shown.pk,
                conversations=formats.number(counted.total),
                completion=Rate.of(counted.completed, counted.ended),
                goals=Rate.of(counted.goals_met, counted.goals_total),
            )
        )
    return rows


def _goal(goal: Mapping[str, Any], met: int, ended: int) -> GoalRow:
    allowed = ", ".join(str(value) for value in goal.get("allowed_values") or [])
    kind = goal.get("type") or "any value"
    return GoalRow(
        name=goal["id"],
        description=goal.get("description") or "",
        type=f"{kind}: {allowed}" if allowed else kind,
        is_critical=bool(goal.get("critical")),
        rate=Rate.of(met, ended),
        told=f"{formats.number(met)} of {formats.number(ended)}",
    )
