"""The persons pages: fetch, then answer."""

from typing import Any

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from orgs.http import OrganizationRequest, organization_page
from orgs.roles import Act
from persons import present, queries
from persons.forms import SearchForm
from web import keyset
from web.pages import push, render

_BLOCKS = {"listing": "listing", "results": "results"}


@require_safe
@organization_page(Act.READ)
def person_list(request: OrganizationRequest) -> HttpResponse:
    """Show one page of the list; the URL holds all of its state."""
    form = SearchForm(request.GET)
    if not form.is_valid():
        context: dict[str, Any] = {"form": form, "list": None}
        return render(request, "persons/list.html", context, blocks=_BLOCKS, status=422)
    asked = keyset.Request(request.GET.get("older", ""), request.GET.get("newer", ""))
    shown = _read(request, form.cleaned_data["q"], asked)
    context = {"form": form, "list": shown}
    response = render(request, "persons/list.html", context, blocks=_BLOCKS)
    return push(request, response, shown.here)


def _read(request: OrganizationRequest, q: str, asked: keyset.Request) -> present.ListPage:
    """Return the page asked for; a cursor that does not fit shows the first page and says so."""
    organization = request.access.organization
    try:
        return present.list_page(organization, q, asked)
    except keyset.BadCursorError:
        return present.list_page(organization, q, keyset.Request(), cursor_was_bad=True)


@require_safe
@organization_page(Act.READ)
def person_page(request: OrganizationRequest, public_id: str) -> HttpResponse:
    """Show one person; anyone else's is as unknown as none."""
    organization = request.access.organization
    person = queries.get(organization, public_id)
    if person is None:
        raise Http404
    form = SearchForm(request.GET)
    q = form.cleaned_data["q"] if form.is_valid() else ""
    shown = present.person_page(organization, person, q)
    return render(request, "persons/page.html", {"page": shown})
