"""Saving a selection as one wants to see it again, and first."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from conversations import domain
from conversations.forms import SaveViewForm
from conversations.models import ViewOf
from findings.forms import SelectionForm
from findings.present.addresses import table_url
from orgs.http import OrganizationRequest, organization_page
from orgs.roles import Act
from web.pages import render


@require_http_methods(["GET", "HEAD", "POST"])
@organization_page(Act.READ, logged=False)
def view_save(request: OrganizationRequest) -> HttpResponseBase:
    """Keep the selection under `query` as one of one's own views; GET leads to all of them."""
    slug = request.access.organization.slug
    if request.method != "POST":
        return redirect("saved_view_list", slug=slug)
    form, query = SaveViewForm(request.POST), request.POST.get("query", "")
    asked = SelectionForm(QueryDict(query[:10_000]))
    if not asked.is_valid():
        form.add_error(None, "These filters cannot be saved: open the table again and retry.")
    if not form.is_valid():
        return _refused(request, form, query)
    selection = asked.selection()
    try:
        domain.save_view(
            access=request.access,
            name=form.cleaned_data["name"],
            query=selection.pairs(),
            shared=form.cleaned_data["shared"],
            page=ViewOf.FINDINGS,
        )
    except domain.SavedViewError as error:
        form.add_error(None, str(error))
        return _refused(request, form, query)
    messages.success(request, f"Saved as “{form.cleaned_data['name']}”.")
    return redirect(table_url(slug, selection))


def _refused(request: OrganizationRequest, form: SaveViewForm, query: str) -> HttpResponse:
    return render(request, "findings/view.html", {"form": form, "query": query}, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@organization_page(Act.READ, logged=False)
def view_default(request: OrganizationRequest, view_id: int) -> HttpResponseBase:
    """Make a view of one’s own what the page begins with, or no longer."""
    access, is_default = request.access, request.POST.get("default") == "1"
    if request.method == "POST":
        domain.make_default(access=access, view_id=view_id, is_default=is_default)
    return redirect("saved_view_list", slug=access.organization.slug)
