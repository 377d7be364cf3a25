"""Templates: their list, and one with its versions, its goals and what changed in it."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from conversations.models import Template, TemplateVersion
from conversations.present import templates as present
from conversations.present.difference import difference
from conversations.queries import templates as queries
from orgs.http import OrganizationRequest, organization_page
from orgs.roles import Act
from web import keyset
from web.pages import render


@require_safe
@organization_page(Act.READ)
def template_list(request: OrganizationRequest) -> HttpResponse:
    """Show the templates, newest first, with the counts of live conversations or of test ones.

    A cursor that is not ours shows the first page.
    """
    organization = request.access.organization
    asked = keyset.Request(request.GET.get("older", ""), request.GET.get("newer", ""))
    try:
        page = queries.page(organization, asked)
    except keyset.BadCursorError:
        page = queries.page(organization, keyset.Request())
    is_test = _is_test(request)
    uses = queries.uses(page.rows, is_test=is_test)
    shown = present.template_list(organization.slug, page, uses, is_test=is_test)
    return render(request, "templates/list.html", {"list": shown})


@require_safe
@organization_page(Act.READ)
def template_page(request: OrganizationRequest, public_id: str) -> HttpResponse:
    """Show one template; `version` chooses which one's goals, `from` and `to` what to compare."""
    organization = request.access.organization
    template = queries.get(organization, public_id)
    if template is None:
        raise Http404
    versions = queries.versions(template)
    shown = _asked(request, template, "version")
    if shown is None and versions:
        shown = queries.version(template, versions[0].number)
    is_test = _is_test(request)
    page = present.template_page(
        organization.slug,
        template,
        versions,
        queries.counts_by_version(template, is_test=is_test),
        shown,
        queries.goals_met(shown, is_test=is_test) if shown else {},
        is_test=is_test,
    )
    context = {"page": page, "compared": _compared(request, template, page.path)}
    return render(request, "templates/page.html", context)


def _is_test(request: OrganizationRequest) -> bool:
    return request.GET.get("test") == "1"


def _asked(request: OrganizationRequest, template: Template, name: str) -> TemplateVersion | None:
    """Return the version that a parameter names, null where it names none.

    Raises Http404 for one that there is not.
    """
    text = request.GET.get(name, "")
    if not text:
        return None
    is_number = text.isascii() and text.isdecimal() and len(text) < 10
    version = queries.version(template, int(text)) if is_number else None
    if version is None:
        raise Http404
    return version


def _compared(
    request: OrganizationRequest, template: Template, close: str
) -> present.DifferencePage | None:
    """Return the two versions asked for side by side, null where not both are named."""
    old, new = _asked(request, template, "from"), _asked(request, template, "to")
    if old is None or new is None:
        return None
    return present.DifferencePage(old.number, new.number, difference(old, new), close)
