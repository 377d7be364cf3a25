"""A person's conversations, as the person page brings them in."""

from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from conversations.filters import ConversationFilters
from conversations.present.listing import list_page, list_url
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
    known = Person.objects.filter(
        organization=organization, public_id=public_id, erasing_at__isnull=True
    )
    if not known.exists():
        raise Http404
    filters = ConversationFilters(person=public_id)
    response: HttpResponseBase
    if request.headers.get("HX-Request") == "true":
        shown = list_page(organization, filters, keyset.Request())
        response = render(request, "conversations/of_person.html", {"list": shown})
    else:
        response = redirect(list_url(organization.slug, filters))
    patch_vary_headers(response, ["HX-Request"])
    return response
