"""A person's data to be given to them: asked for, listed, downloaded, removed."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from erasure import domain
from erasure.models import AccessExport, AccessState
from erasure.queries import access as queries
from erasure.views.customers import person_or_404
from orgs.http import OrganizationRequest, actor_of, organization_page
from orgs.roles import Act
from web.pages import render

ASKED = ["GET", "HEAD", "POST"]
GONE = "That one is not there any more. Have the data put together again."
_BLOCKS = {"exports": "exports"}


@require_http_methods(ASKED)
@organization_page(Act.REQUEST_ERASURE)
def access_export_list(request: OrganizationRequest, public_id: str) -> HttpResponseBase:
    """Show what was put together of a person; by POST have it put together."""
    organization = request.access.organization
    person = person_or_404(request, public_id)
    if request.method == "POST":
        domain.request_access_export(
            actor=actor_of(request), organization=organization, person=person
        )
        return redirect("access_export_list", organization.slug, public_id)
    exports = queries.of_person(person)
    context: dict[str, Any] = {
        "person": person,
        "exports": exports,
        "is_made": any(export.state == AccessState.ASKED for export in exports),
    }
    return render(request, "erasure/access.html", context, blocks=_BLOCKS)


@require_safe
@organization_page(Act.READ)
def access_export(request: OrganizationRequest, public_id: str, export: str) -> HttpResponseBase:
    """Lead to the file, whose address works for five minutes; support staff state a reason."""
    found = _export_or_404(request, public_id, export)
    try:
        address = domain.open_access_export(actor=actor_of(request), export=found)
    except domain.NoSuchExport:
        messages.info(request, GONE)
        return redirect("access_export_list", request.access.organization.slug, public_id)
    response = HttpResponse(status=302, headers={"Location": address})
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(ASKED)
@organization_page(Act.REQUEST_ERASURE)
def access_export_remove(
    request: OrganizationRequest, public_id: str, export: str
) -> HttpResponseBase:
    """Remove one; asked by a GET, it leads to the list that has the button."""
    found = _export_or_404(request, public_id, export)
    if request.method == "POST":
        domain.remove_access_export(actor=actor_of(request), export=found)
        messages.info(request, "Removed.")
    return redirect("access_export_list", request.access.organization.slug, public_id)


def _export_or_404(request: OrganizationRequest, public_id: str, export: str) -> AccessExport:
    if not request.access.may(Act.REQUEST_ERASURE):
        raise PermissionDenied
    person = person_or_404(request, public_id)
    found = queries.one(request.access.organization, person, export)
    if found is None:
        raise Http404
    return found
