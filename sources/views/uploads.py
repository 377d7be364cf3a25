"""Files of conversations: brought here, checked, seen through, imported."""

import csv
import io

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from orgs.http import OrganizationRequest, actor_of, organization_page
from orgs.roles import Act
from sources import queries
from sources.domain import uploading
from sources.forms import UploadForm
from sources.models import Upload
from sources.previewing import upload_page as page_of
from sources.previewing import upload_rows
from web.pages import render

_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(_METHODS)
@organization_page(Act.CONFIGURE)
def upload_list(request: OrganizationRequest) -> HttpResponseBase:
    """Show the files that came and a form for another; POST keeps it and has it checked."""
    organization = request.access.organization
    is_sent = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if is_sent else UploadForm()
    if form.is_valid():
        try:
            upload = uploading.take_upload(
                actor=actor_of(request), organization=organization, **form.cleaned_data
            )
            return redirect("upload_page", organization.slug, upload.public_id)
        except uploading.UploadRefused as refused:
            form.add_error("file", str(refused))
    context = {"form": form, "rows": upload_rows(organization)}
    return render(request, "sources/uploads.html", context, status=422 if is_sent else 200)


@require_safe
@organization_page(Act.CONFIGURE)
def upload_page(request: OrganizationRequest, public_id: str) -> HttpResponse:
    """Show how far a file is, what its first entries become, and what cannot go in."""
    page = page_of(_upload_or_404(request, public_id))
    return render(request, "sources/upload.html", {"page": page}, blocks={"stage": "stage"})


@require_http_methods(_METHODS)
@organization_page(Act.CONFIGURE)
def upload_start(request: OrganizationRequest, public_id: str) -> HttpResponseBase:
    upload = _upload_or_404(request, public_id)
    if request.method == "POST" and not uploading.start_import(
        actor=actor_of(request), upload=upload
    ):
        messages.info(request, "This file is not waiting to be imported.")
    return redirect("upload_page", request.access.organization.slug, public_id)


@require_http_methods(_METHODS)
@organization_page(Act.CONFIGURE)
def upload_discard(request: OrganizationRequest, public_id: str) -> HttpResponseBase:
    """Delete the file and what is known of it; what came in from it stays."""
    upload, slug = _upload_or_404(request, public_id), request.access.organization.slug
    if request.method != "POST":
        return redirect("upload_page", slug, public_id)
    try:
        uploading.discard(actor=actor_of(request), upload=upload)
    except uploading.UploadRefused as refused:
        messages.error(request, str(refused))
        return redirect("upload_page", slug, public_id)
    messages.success(request, "The file is deleted.")
    return redirect("upload_list", slug)


@require_safe
@organization_page(Act.CONFIGURE)
def upload_report(request: OrganizationRequest, public_id: str) -> HttpResponse:
    """Answer with the entries that cannot go in, as CSV: line, field, reason."""
    upload = _upload_or_404(request, public_id)
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(["line", "field", "reason"])
    rows.writerows([line, _plain(field), why] for line, field, why in upload.rejections)
    response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{public_id}.csv"'
    return response


def _plain(text: str) -> str:
    """A name that came in a file is no formula of a spreadsheet's."""
    return f"'{text}" if text[:1] in "=+-@\t\r" and text else text


def _upload_or_404(request: OrganizationRequest, public_id: str) -> Upload:
    """Return the organisation's own; anyone else's is as unknown as none."""
    upload = queries.upload(request.access.organization, public_id)
    if upload is None:
        raise Http404
    return upload
