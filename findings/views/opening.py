"""What every page of the explorer begins with: the selection that its URL means."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from findings.forms import SelectionForm
from findings.queries.explored import Explored, explored
from findings.queries.selection import Selection
from orgs.http import OrganizationRequest

Beside = Callable[[OrganizationRequest, Selection, Explored], HttpResponse]


def beside_table(view: Beside) -> Callable[[OrganizationRequest], HttpResponseBase]:
    """Give a view the selection and template of its URL; one that names none leads to the table.

    A selection that cannot be read, an unknown template and an unknown version are a 404.
    """

    @wraps(view)
    def open_first(request: OrganizationRequest) -> HttpResponseBase:
        form = SelectionForm(request.GET)
        if not form.is_valid():
            raise Http404
        selection = form.selection()
        if not selection.template:
            return redirect("finding_table", slug=request.access.organization.slug)
        return view(request, selection, template_or_404(request, selection))

    return open_first


def name_or_404(request: OrganizationRequest, parameter: str) -> str:
    """Return the goal or criterion that a parameter names; raises Http404 for what names none."""
    name = request.GET.get(parameter, "")
    if not name or len(name) > 200 or "\x00" in name:
        raise Http404
    return name


def wants_all(request: OrganizationRequest) -> bool:
    """Whether far more than the newest conversations are to be counted, however long it takes."""
    return request.GET.get("all") == "1"


def template_or_404(
    request: OrganizationRequest, selection: Selection, *, beside: bool = False
) -> Explored:
    """Return the organisation's own template; anyone else's is as unknown as none.

    `beside`: with the templates beside it.
    """
    template = explored(request.access.organization.pk, selection, beside=beside)
    if template is None:
        raise Http404
    for version in (selection.version, selection.against):
        if version is not None and version not in template.versions:
            raise Http404
    return template
