"""What opens beside the table: a value, a goal, a criterion, the columns. Each has its own URL."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from findings.forms import SelectionForm
from findings.present.columns import chooser
from findings.present.criterion import criterion_panel as present_criterion
from findings.present.exact import judged_so
from findings.present.goal import goal_panel as present_goal
from findings.present.value import value_panel as present_value
from findings.queries import keys, table, value
from findings.queries.conditions import Verdict
from findings.queries.explored import Explored
from findings.queries.facets import facets_of
from findings.queries.selection import Selection
from findings.views.opening import beside_table, name_or_404, wants_all
from orgs.http import OrganizationRequest, organization_page
from orgs.roles import Act
from web.pages import render

_REASONS = 20


def _beside(request: OrganizationRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """Answer with a page, or with the panel alone: the address stays the table's then."""
    response = render(request, template, context, blocks={"panel": "panel"})
    response["HX-Push-Url"] = "false"
    return response


@require_safe
@organization_page(Act.READ)
def value_panel(request: OrganizationRequest, public_id: str) -> HttpResponseBase:
    """Show a conversation's finding of `goal` and the words behind it.

    Without a goal there is only the conversation to be shown.
    """
    organization = request.access.organization
    form = SelectionForm(request.GET)
    found = value.value(organization, public_id, request.GET.get("goal", "").replace("\x00", ""))
    if found is None or not form.is_valid():
        raise Http404
    if not found.goal:
        return redirect("conversation_page", slug=organization.slug, public_id=public_id)
    shown = present_value(organization.slug, form.selection(), found)
    return _beside(request, "findings/value.html", {"panel": shown})


@require_safe
@organization_page(Act.READ)
@beside_table
def goal_panel(
    request: OrganizationRequest, selection: Selection, template: Explored
) -> HttpResponse:
    """Show one goal's charts, and the form that narrows the table by it."""
    organization = request.access.organization
    goal = template.goal(name_or_404(request, "goal"))
    thorough = wants_all(request)
    counted, other = facets_of(
        organization.pk, template, selection, [goal], [], over_time=True, is_thorough=thorough
    )
    shown = present_goal(organization.slug, template, selection, goal, counted, other)
    return _beside(request, "findings/goal.html", {"panel": shown})


@require_safe
@organization_page(Act.READ)
@beside_table
def criterion_panel(
    request: OrganizationRequest, selection: Selection, template: Explored
) -> HttpResponse:
    """Show how a criterion was judged over time, and why: `verdict` says of which kind."""
    organization = request.access.organization
    name = name_or_404(request, "criterion")
    told = request.GET.get("verdict", "")
    verdict = Verdict(told) if told in list(Verdict) else Verdict.FAILED
    thorough = wants_all(request)
    counted, other = facets_of(
        organization.pk, template, selection, [], [name], is_thorough=thorough
    )
    so = judged_so(selection, name, verdict)
    rows = table.fetch(organization.pk, template, so, None, "older", _REASONS)
    why = value.reasons([row.id for row in rows], name)
    shown = present_criterion(
        organization.slug, template, selection, name, verdict, counted, other, why
    )
    return _beside(request, "findings/criterion.html", {"panel": shown})


@require_safe
@organization_page(Act.READ, logged=False)
@beside_table
def columns_panel(
    request: OrganizationRequest, selection: Selection, template: Explored
) -> HttpResponse:
    """Show the columns to choose from, to order and to pin."""
    slug = request.access.organization.slug
    given = keys.given_keys(template.id, is_test=selection.filters.test)
    context = {"panel": chooser(slug, template, selection, given)}
    return _beside(request, "findings/columns.html", context)
