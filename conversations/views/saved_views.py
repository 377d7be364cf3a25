"""Saving, listing and deleting views of the conversations list."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from conversations import domain
from conversations.forms import FilterForm, SaveViewForm
from conversations.present.listing import list_url
from conversations.queries import saved_views
from orgs.http import OrganizationRequest, organization_page
from orgs.roles import Act
from web.pages import render


@require_http_methods(["GET", "HEAD", "POST"])
@organization_page(Act.READ, logged=False)
def saved_view_list(request: OrganizationRequest) -> HttpResponseBase:
    """Show the views one can see; POST saves the list under `query` as one of one's own."""
    if request.method == "POST":
        return _save(request)
    return _page(request, SaveViewForm(), "")


def _page(
    request: OrganizationRequest, form: SaveViewForm, query: str, status: int = 200
) -> HttpResponse:
    views = saved_views.visible(request.access)
    context = {"form": form, "query": query, "views": views}
    return render(request, "conversations/views.html", context, status=status)


def _save(request: OrganizationRequest) -> HttpResponseBase:
    form, query = SaveViewForm(request.POST), request.POST.get("query", "")
    filters = FilterForm(QueryDict(query[:5000]))
    if not filters.is_valid():
        form.add_error(None, "These filters cannot be saved: open the list again and retry.")
    if not form.is_valid():
        return _page(request, form, query, status=422)
    try:
        domain.save_view(
            access=request.access,
            name=form.cleaned_data["name"],
            query=filters.filters().pairs(),
            shared=form.cleaned_data["shared"],
        )
    except domain.SavedViewError as error:
        form.add_error(None, str(error))
        return _page(request, form, query, status=422)
    messages.success(request, f"Saved as “{form.cleaned_data['name']}”.")
    return redirect(list_url(request.access.organization.slug, filters.filters()))


@require_http_methods(["GET", "HEAD", "POST"])
@organization_page(Act.READ, logged=False)
def saved_view_delete(request: OrganizationRequest, view_id: int) -> HttpResponseBase:
    """Delete a view; one that is gone, or not theirs to delete, changes nothing.

    Whoever signs in on the way comes back by GET: that leads to the views and deletes none.
    """
    access = request.access
    if request.method == "POST" and domain.delete_view(access=access, view_id=view_id):
        messages.success(request, "The view is deleted.")
    return redirect("saved_view_list", slug=access.organization.slug)
