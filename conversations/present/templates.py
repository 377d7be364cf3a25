"""Templates as their list and their page show them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
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
    """`kinds`: (label, address, is it shown) of live conversations' counts and of test ones'."""

    rows: list[TemplateRow]
    kinds: list[tuple[str, str, bool]]
    is_test: bool
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
    """`shown`: the version whose goals and wording are shown; null where there is none yet.

    `path`: the page without a version chosen or compared.
    """

    template: Template
    path: str
    kinds: list[tuple[str, str, bool]]
    is_test: bool
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


def template_list(
    slug: str, page: keyset.Page[Template], uses: Mapping[int, Use], *, is_test: bool
) -> TemplateList:
    path = reverse("template_list", args=[slug])
    return TemplateList(
        rows=[_row(slug, template, uses[template.pk], is_test) for template in page.rows],
        kinds=_kinds(path, is_test),
        is_test=is_test,
        size=formats.plural(len(page.rows), "template") if not (page.older or page.newer) else "",
        older=_address(path, is_test, older=page.older) if page.older else "",
        newer=_address(path, is_test, newer=page.newer) if page.newer else "",
    )


def _address(path: str, is_test: bool, **query: str | int) -> str:
    told = urlencode({**query, **({"test": "1"} if is_test else {})})
    return f"{path}?{told}" if told else path


def _kinds(path: str, is_test: bool) -> list[tuple[str, str, bool]]:
    return [
        (label, _address(path, kind), kind == is_test)
        for label, kind in (("Live data", False), ("Test data", True))
    ]


def _row(slug: str, template: Template, use: Use, is_test: bool) -> TemplateRow:
    return TemplateRow(
        name=template.name,
        description=template.description,
        href=_address(reverse("template_page", args=[slug, template.public_id]), is_test),
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
    *,
    is_test: bool,
) -> TemplatePage:
    """`counts`: by version id; `met`: by goal id, of the shown version."""
    path = reverse("template_page", args=[slug, template.public_id])
    ended = counts.get(shown.pk, Counts()).ended if shown else 0
    limit = shown.max_duration_seconds if shown else None
    own = ConversationFilters(template=template.public_id, test=is_test)
    return TemplatePage(
        template=template,
        path=_address(path, is_test),
        kinds=_kinds(path, is_test),
        is_test=is_test,
        conversations=formats.plural(sum(each.total for each in counts.values()), "conversation"),
        conversations_href=list_url(slug, own),
        versions=_versions(path, versions, counts, shown, is_test),
        shown=shown,
        ended=formats.plural(ended, "ended conversation"),
        ended_href=list_url(slug, replace(own, status=tuple(sorted(ENDED)))),
        goals=[_goal(goal, met.get(goal["id"], 0), ended) for goal in shown.goals] if shown else [],
        limit=formats.spoken_duration(limit) if limit is not None else "no limit",
    )


def _versions(
    path: str,
    versions: Sequence[TemplateVersion],
    counts: Mapping[int, Counts],
    shown: TemplateVersion | None,
    is_test: bool,
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
                href=_address(path, is_test, version=version.number),
                since=f"{_address(path, is_test, **pair)}#difference" if pair else "",
                is_shown=shown is not None and version.pk == shown.pk,
                conversations=formats.number(counted.total),
                completion=Rate.of(counted.completed, counted.ended),
                goals=Rate.of(counted.goals_met, counted.goals_total),
            )
        )
    return rows


def _goal(goal: Mapping[str, Any], met: int, ended: int) -> GoalRow:
    allowed = ", ".join(str(value) for value in goal.get("allowed_values") or [])
    kind = goal.get("type") or ("" if allowed else "any value")
    return GoalRow(
        name=goal["id"],
        description=goal.get("description") or "",
        type=(f"{kind}: {allowed}" if kind else f"one of {allowed}") if allowed else kind,
        is_critical=bool(goal.get("critical")),
        rate=Rate.of(met, ended),
        told=f"{formats.number(met)} of {formats.number(ended)}",
    )
