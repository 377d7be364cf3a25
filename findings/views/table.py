"""The table, and the charts above it."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from conversations.queries import listing, saved_views
from conversations.queries import templates as template_queries
from findings.forms import SelectionForm
from findings.present import choosing
from findings.present.addresses import table_url
from findings.present.charts import charts
from findings.present.table import TablePage, shown_columns, table_page
from findings.queries.explored import Explored
from findings.queries.facets import facets_of
from findings.queries.selection import Selection
from findings.views.opening import beside_table, template_or_404, wants_all
from orgs.http import OrganizationRequest, organization_page, record_reading
from orgs.roles import Act
from web import keyset
from web.pages import push, render

_BLOCKS = {"listing": "listing", "results": "results"}
_MOST_CHARTS = 24


@require_safe
@organization_page(Act.READ)
def finding_table(request: OrganizationRequest) -> HttpResponseBase:
    """Show one page of the selection; the URL holds all of its state."""
    form = SelectionForm(request.GET)
    if not form.is_valid():
        templates = listing.template_choices(request.access.organization)
        context: dict[str, Any] = {"form": form, "page": None, "templates": templates}
        return render(request, "findings/table.html", context, blocks=_BLOCKS, status=422)
    selection = form.selection()
    slug = request.access.organization.slug
    if not selection.template:
        return _start(request)
    is_block = request.headers.get("HX-Request") == "true"
    if form.is_adding and not is_block:
        return redirect(table_url(slug, selection))
    template = template_or_404(request, selection, beside=True)
    page = _read(request, template, selection)
    views = saved_views.note_count(request.access, "findings", page.query, page.count)
    context = {"form": form, "page": page, "templates": page.templates, "views": views}
    response = render(request, "findings/table.html", context, blocks=_BLOCKS)
    return push(request, response, page.here)


def _read(request: OrganizationRequest, template: Explored, selection: Selection) -> TablePage:
    """Return the page asked for; a cursor that does not fit shows the first page and says so."""
    organization = request.access.organization
    asked = keyset.Request(request.GET.get("older", ""), request.GET.get("newer", ""))
    try:
        return table_page(organization, template, selection, asked)
    except keyset.BadCursorError:
        return table_page(organization, template, selection, keyset.Request(), cursor_was_bad=True)


def _start(request: OrganizationRequest) -> HttpResponseBase:
    """Show the visitor's default view, else the templates to choose from."""
    organization = request.access.organization
    default = saved_views.default(request.access, "findings")
    if default is not None and not request.GET:
        return redirect(f"{request.path}?{default.query}")
    asked = keyset.Request(request.GET.get("older", ""), request.GET.get("newer", ""))
    try:
        page = template_queries.page(organization, asked)
    except keyset.BadCursorError:
        page = template_queries.page(organization, keyset.Request())
    is_test = request.GET.get("test") == "1"
    uses = template_queries.uses(page.rows, is_test=is_test)
    choices = choosing.choices(organization.slug, page, uses, is_test=is_test)
    return render(request, "findings/choose.html", {"choices": choices})


@require_safe
@organization_page(Act.READ, logged=False)
@beside_table
def facet_strip(
    request: OrganizationRequest, selection: Selection, template: Explored
) -> HttpResponse:
    """Answer with the charts above the table; with `against`, beside those of that version."""
    organization = request.access.organization
    record_reading(request, "finding_table", sparingly=True)
    goals, criteria = _charted(template, selection)
    asked = (organization.pk, template, selection, goals, criteria)
    counted, other = facets_of(*asked, is_thorough=wants_all(request))
    shown = charts(organization.slug, template, selection, goals, counted, other)
    is_block = request.headers.get("HX-Request") == "true"
    back = table_url(organization.slug, selection)
    context = {"charts": shown, "back": back, "is_block": is_block}
    return render(request, "findings/facets.html", context, blocks={"facets": "facets"})


def _charted(template: Explored, selection: Selection) -> tuple[list[Any], list[str]]:
    """Return the goals that stand in the table's columns, and the template's criteria."""
    columns = shown_columns(template, selection)
    ids = [key[len("goal.") :] for key in columns if key.startswith("goal.")][:_MOST_CHARTS]
    return [template.goal(id) for id in ids], [each["id"] for each in template.criteria][:20]
