"""One conversation to take away."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from conversations.queries.transcripts import FORMS
from conversations.views.access import conversation_or_404
from orgs.domain import record
from orgs.http import OrganizationRequest, actor_of, organization_page
from orgs.roles import Act


@require_safe
@organization_page(Act.READ)
def conversation_download(request: OrganizationRequest, public_id: str, form: str) -> HttpResponse:
    """Answer with the conversation as txt, md or json; the audit log says who took it."""
    if form not in FORMS:
        raise Http404
    conversation = conversation_or_404(request, public_id)
    write, content_type = FORMS[form]
    if request.method == "GET":
        record(
            actor=actor_of(request),
            action="conversation.export",
            organization_id=request.access.organization.pk,
            object_type=form,
            object_id=conversation.public_id,
        )
    return HttpResponse(
        write(conversation),
        content_type=f"{content_type}; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{conversation.public_id}.{form}"',
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )
