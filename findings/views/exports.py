"""Taking a selection away: asking for a file, watching it being made, fetching and removing it."""

from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from findings import domain, storage
from findings.domain.making import (
    CODEBOOK_TYPE,
    KINDS,
    WITH_CODEBOOK,
    codebook_key,
    codebook_name,
    file_name,
    key_of,
)
from findings.forms import SelectionForm
from findings.forms.reviews import new_once
from findings.models import Export, ExportState
from findings.present.exports import export_row, new_export
from findings.present.table import shown_columns
from findings.queries import exports as queries
from findings.queries.kept import NotReadable, Read, read
from orgs.http import OrganizationRequest, actor_of, organization_page
from orgs.roles import Act
from web.pages import render


@require_safe
@organization_page(Act.REVIEW)
def export_list(request: OrganizationRequest) -> HttpResponse:
    """Show the exports that are kept, newest first."""
    organization = request.access.organization
    rows = [export_row(organization, export) for export in queries.exports(organization)]
    return render(request, "exports/list.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@organization_page(Act.REVIEW)
def export_new(request: OrganizationRequest) -> HttpResponseBase:
    """Tell how many conversations the selection in the URL has, then have it made."""
    organization, chosen = request.access.organization, _chosen(request)
    if chosen is None:
        return redirect("finding_table", organization.slug)
    count, is_exact = queries.size(chosen)
    error, once = "", request.POST.get("once", "")[:64] or new_once()
    if request.method == "POST":
        try:
            asked = domain.ask_export(
                actor=actor_of(request),
                organization=organization,
                read=chosen,
                form=request.POST.get("form", ""),
                told=count,
                is_exact=is_exact,
                once=once,
            )
            return redirect("export_page", organization.slug, asked.public_id)
        except domain.Refused as refused:
            error = refused.reason
    page = new_export(organization, chosen, domain.forms(), count, is_exact=is_exact)
    context = {"page": page, "error": error, "once": once}
    return render(request, "exports/new.html", context, status=422 if error else 200)


@require_safe
@organization_page(Act.REVIEW, logged=False)
def export_page(request: OrganizationRequest, public_id: str) -> HttpResponse:
    """Show how far an export is; while it is made the page asks for itself.

    A page that asks for one which was removed meanwhile is led to those that are there.
    """
    organization = request.access.organization
    export = queries.export(organization, public_id)
    if export is None:
        if request.headers.get("HX-Request") != "true":
            raise Http404
        there = reverse("export_list", args=[organization.slug])
        return HttpResponse(status=404, headers={"HX-Redirect": there})
    row = export_row(organization, export)
    return render(request, "exports/page.html", {"row": row}, blocks={"export": "export"})


@require_safe
@organization_page(Act.REVIEW)
def export_file(request: OrganizationRequest, public_id: str) -> HttpResponseBase:
    """Lead to the file, by an address that is good for five minutes; this one is for a day."""
    export = _ready_or_404(request, public_id)
    return _lead(storage.address(key_of(export), file_name(export), KINDS[export.form][1]))


@require_safe
@organization_page(Act.REVIEW)
def export_codebook(request: OrganizationRequest, public_id: str) -> HttpResponseBase:
    """Lead to what the export's columns are, of a form that has no sheet for it."""
    export = _ready_or_404(request, public_id)
    if export.form not in WITH_CODEBOOK:
        raise Http404
    return _lead(storage.address(codebook_key(export), codebook_name(export), CODEBOOK_TYPE))


def _lead(url: str) -> HttpResponseBase:
    response = redirect(url)
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@organization_page(Act.REVIEW)
def export_delete(request: OrganizationRequest, public_id: str) -> HttpResponseBase:
    """Remove an export and its file; whoever comes by GET is led to the export."""
    organization = request.access.organization
    if request.method != "POST":
        _export_or_404(request, public_id)
        return redirect("export_page", organization.slug, public_id)
    try:
        domain.remove_export(
            actor=actor_of(request), organization=organization, public_id=public_id
        )
        messages.success(request, "The export is removed.")
    except domain.Missing:
        raise Http404 from None
    except storage.Unreachable:
        messages.warning(request, "The export is removed; its file follows within minutes.")
    return redirect("export_list", organization.slug)


def _chosen(request: OrganizationRequest) -> Read | None:
    """Return the selection in the URL, its columns named; None where it names no template."""
    form = SelectionForm(request.GET)
    if not form.is_valid():
        return None
    try:
        chosen = read(request.access.organization.pk, form.selection())
    except NotReadable:
        return None
    columns = tuple(shown_columns(chosen.template, chosen.selection))
    return replace(chosen, selection=replace(chosen.selection, columns=columns))


def _ready_or_404(request: OrganizationRequest, public_id: str) -> Export:
    export = _export_or_404(request, public_id)
    if export.state != ExportState.READY:
        raise Http404
    return export


def _export_or_404(request: OrganizationRequest, public_id: str) -> Export:
    """Return the organisation's own export; anyone else's is as unknown as none."""
    export = queries.export(request.access.organization, public_id)
    if export is None:
        raise Http404
    return export
