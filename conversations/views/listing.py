"""The conversations list, and the word of new ones."""

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from conversations.filters import ConversationFilters
from conversations.forms import FilterForm
from conversations.present.listing import ListPage, list_page, list_url
from conversations.queries import listing
from conversations.views.archiving import told_undo
from orgs.http import OrganizationRequest, organization_page
from orgs.roles import Act
from web import keyset
from web.pages import push, render

_BLOCKS = {"listing": "listing", "results": "results"}


@require_safe
@organization_page(Act.READ)
def conversation_list(request: OrganizationRequest) -> HttpResponse:
    """Show one page of the list; the URL holds all of its state."""
    form = FilterForm(request.GET)
    if not form.is_valid():
        context: dict[str, Any] = {
            "form": form,
            "list": None,
            "templates": listing.template_choices(request.access.organization),
        }
        return render(request, "conversations/list.html", context, blocks=_BLOCKS, status=422)
    asked = keyset.Request(request.GET.get("older", ""), request.GET.get("newer", ""))
    shown = _read(request, form.filters(), asked)
    context = {
        "form": form,
        "list": shown,
        "templates": shown.templates,
        "undo": told_undo(request.GET.get("undo", "")[:20_000]),
        "ticked": "ticked" in request.GET,
    }
    response = render(request, "conversations/list.html", context, blocks=_BLOCKS)
    return push(request, response, shown.here)


def _read(
    request: OrganizationRequest, filters: ConversationFilters, asked: keyset.Request
) -> ListPage:
    """Return the page asked for; a cursor that does not fit shows the first page and says so."""
    organization = request.access.organization
    try:
        return list_page(organization, filters, asked)
    except keyset.BadCursorError:
        return list_page(organization, filters, keyset.Request(), cursor_was_bad=True)


@require_safe
@organization_page(Act.READ, logged=False)
def conversation_news(request: OrganizationRequest) -> HttpResponse:
    """Answer a poll: a banner when conversations came since `since`, nothing otherwise."""
    form = FilterForm(request.GET)
    organization = request.access.organization
    count = 0
    if form.is_valid():
        try:
            count = listing.count_new(organization, form.filters(), request.GET.get("cursor", ""))
        except keyset.BadCursorError:
            return HttpResponse(status=286)
    if not count:
        return HttpResponse(status=204)
    context = {"count": count, "href": list_url(organization.slug, form.filters())}
    return render(request, "conversations/news.html", context)
