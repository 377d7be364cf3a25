"""The overview of an organisation's conversations."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from conversations.present.overview import RANGES, overview_page
from conversations.queries import overview as queries
from orgs.http import OrganizationRequest, organization_page
from orgs.roles import Act
from web.pages import render

_DEFAULT = "30d"


@require_safe
@organization_page(Act.READ)
def overview(request: OrganizationRequest) -> HttpResponse:
    """Show the last days; `range` and `test` in the URL choose which, and of which kind."""
    organization = request.access.organization
    chosen = request.GET.get("range", _DEFAULT)
    chosen = chosen if chosen in RANGES else _DEFAULT
    is_test = request.GET.get("test") == "1"
    found = queries.read(organization, days=RANGES[chosen], is_test=is_test)
    page = overview_page(organization, found, chosen, is_test=is_test)
    return render(request, "overview/page.html", {"page": page})
