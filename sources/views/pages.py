"""Sources: which there are, one of them, making and changing them."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from orgs.http import OrganizationRequest, actor_of, organization_page
from orgs.roles import Act
from sources import domain, present, queries
from sources.forms import SourceForm
from sources.models import Source
from web.pages import render


@require_safe
@organization_page(Act.CONFIGURE)
def source_list(request: OrganizationRequest) -> HttpResponse:
    """Show what conversations are pulled from, newest first."""
    rows = present.source_list(request.access.organization)
    return render(request, "sources/list.html", {"rows": rows})


@require_safe
@organization_page(Act.CONFIGURE)
def source_page(request: OrganizationRequest, public_id: str) -> HttpResponse:
    """Show how a source stands; while it is pulled, the page follows along."""
    page = present.source_page(source_or_404(request, public_id))
    blocks = {"pulling": "pulling"}
    return render(request, "sources/page.html", {"page": page}, blocks=blocks)


@require_http_methods(["GET", "HEAD", "POST"])
@organization_page(Act.CONFIGURE)
def source_new(request: OrganizationRequest) -> HttpResponseBase:
    form = SourceForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            source = domain.create_source(
                actor=actor_of(request),
                organization=request.access.organization,
                **form.cleaned_data,
            )
            return redirect("source_page", request.access.organization.slug, source.public_id)
        except domain.SourceRefused as refused:
            form.refuse(refused.field, refused.reason)
    return _form(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@organization_page(Act.CONFIGURE)
def source_edit(request: OrganizationRequest, public_id: str) -> HttpResponseBase:
    """Change a source; another address or language begins with its history."""
    source = source_or_404(request, public_id)
    known = ("name", "base_url", "dialect", "every", "overlap_hours")
    form = SourceForm(
        request.POST if request.method == "POST" else None,
        initial={name: getattr(source, name) for name in known},
        is_new=False,
    )
    if form.is_valid():
        try:
            domain.update_source(
                actor=actor_of(request),
                organization=request.access.organization,
                public_id=public_id,
                **form.cleaned_data,
            )
            return redirect("source_page", request.access.organization.slug, public_id)
        except domain.SourceRefused as refused:
            form.refuse(refused.field, refused.reason)
    return _form(request, form, source)


def source_or_404(request: OrganizationRequest, public_id: str) -> Source:
    """Return the organisation's own source; anyone else's is as unknown as none."""
    source = queries.get(request.access.organization, public_id)
    if source is None:
        raise Http404
    return source


def _form(request: OrganizationRequest, form: SourceForm, source: Source | None) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "source": source}
    status = 422 if form.is_bound else 200
    return render(request, "sources/form.html", context, status=status)
