"""The floor: what a page costs before it does anything."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from orgs.http import OrganizationRequest, organization_page
from orgs.roles import Act


@require_safe
@organization_page(Act.READ)
def nothing(request: OrganizationRequest) -> HttpResponse:
    """Answer a signed-in member with nothing at all."""
    return HttpResponse()
