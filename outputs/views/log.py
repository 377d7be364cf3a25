"""The output log of a conversation: a page, and a piece of the conversation's own page."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from conversations.queries import facts
from orgs.http import OrganizationRequest, organization_page, record_reading
from orgs.roles import Act
from outputs.present.log import output_log
from web.pages import render


@require_safe
@organization_page(Act.READ, logged=False)
def output_log_page(request: OrganizationRequest, public_id: str) -> HttpResponse:
    """Show what became of the conversation's outputs; a part of a page has it refreshed.

    Where there are none, a conversation's page keeps what it has.
    """
    organization = request.access.organization
    conversation = facts.get(organization, public_id)
    if conversation is None:
        raise Http404
    is_asked_by_page = request.headers.get("HX-Request") == "true"
    record_reading(request, "output_log", public_id, sparingly=is_asked_by_page)
    log = output_log(organization, conversation)
    if not log.rows and request.headers.get("HX-Target") == "rail-outputs":
        return HttpResponse(status=204)
    blocks = {"output-log": "log", "rail-outputs": "rail"}
    return render(request, "outputs/log.html", {"log": log}, blocks=blocks)
