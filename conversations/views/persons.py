"""A person's conversations and findings, as the person page brings them in and as lists."""

from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from conversations.filters import ConversationFilters
from conversations.present import learnt
from conversations.present.listing import list_page, list_url
from conversations.queries import listing
from orgs.http import OrganizationRequest, organization_page
from orgs.roles import Act
from persons.models import Person
from web import keyset
from web.pages import render


@require_safe
@organization_page(Act.READ)
def person_conversations(request: OrganizationRequest, public_id: str) -> HttpResponseBase:
    """Answer htmx with the person's newest conversations; anyone else goes to the list itself."""
    organization = request.access.organization
    _person_or_404(request, public_id)
    filters = ConversationFilters(person=public_id)
    response: HttpResponseBase
    if request.headers.get("HX-Request") == "true":
        shown = list_page(organization, filters, keyset.Request())
        response = render(request, "conversations/of_person.html", {"list": shown})
    else:
        response = redirect(list_url(organization.slug, filters))
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
@organization_page(Act.READ)
def person_findings(request: OrganizationRequest, public_id: str) -> HttpResponseBase:
    """Answer htmx with each goal's values over time; anyone else with the list of all findings."""
    organization = request.access.organization
    person = _person_or_404(request, public_id)
    response: HttpResponseBase
    if request.headers.get("HX-Request") == "true":
        shown = learnt.over_time(organization, person)
        response = render(request, "conversations/learnt.html", {"learnt": shown})
    else:
        page = _learnt_page(request, person)
        response = render(request, "conversations/learnt_list.html", {"page": page})
    patch_vary_headers(response, ["HX-Request"])
    return response


def _learnt_page(request: OrganizationRequest, person: Person) -> learnt.LearntPage:
    """Return the page asked for; a cursor that does not fit shows the first page and says so."""
    organization, goal = request.access.organization, request.GET.get("goal", "")
    goal = goal if len(goal) <= 200 and "\x00" not in goal else ""
    asked = keyset.Request(request.GET.get("older", ""), request.GET.get("newer", ""))
    try:
        return learnt.page(organization, person, goal, asked)
    except keyset.BadCursorError:
        return learnt.page(organization, person, goal, keyset.Request(), cursor_was_bad=True)


def _person_or_404(request: OrganizationRequest, public_id: str) -> Person:
    person = listing.person(request.access.organization, public_id)
    if person is None:
        raise Http404
    return person
