"""The audit log's page."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from orgs.forms.audit import AuditForm
from orgs.http import OrganizationRequest, organization_page
from orgs.models import Membership
from orgs.present.audit import AuditPage, audit_page
from orgs.queries import audit as queries
from orgs.roles import Act
from web import keyset
from web.pages import render

_FILTERS = ("topic", "member", "since", "until")


@require_safe
@organization_page(Act.ADMINISTER)
def audit_log(request: OrganizationRequest) -> HttpResponse:
    """Show one page of the log; the URL holds all of its state."""
    members = queries.members_by_id(request.access.organization)
    form = AuditForm(request.GET)
    shown = _read(request, form, members) if form.is_valid() else None
    context = {
        "form": form,
        "log": shown,
        "members": list(members.values()),
        "is_filtered": any(request.GET.get(name) for name in _FILTERS),
    }
    status = 200 if shown else 422
    return render(request, "orgs/audit/page.html", context, status=status)


def _read(
    request: OrganizationRequest, form: AuditForm, members: dict[int, Membership]
) -> AuditPage:
    """Return the page asked for; a cursor that does not fit shows the first page and says so."""
    organization, filters = request.access.organization, form.filters(members)
    given = [(name, value) for name in _FILTERS if (value := request.GET.get(name, ""))]
    asked = keyset.Request(request.GET.get("older", ""), request.GET.get("newer", ""))
    try:
        return audit_page(organization, filters, members, given, asked)
    except keyset.BadCursorError:
        first = keyset.Request()
        return audit_page(organization, filters, members, given, first, cursor_was_bad=True)
