"""Findings: what the findings page shows, under the same parameters."""

from dataclasses import replace

from django.http import HttpResponse
from ninja import Query

from api.gate.admission import ApiRequest
from api.gate.answers import answer
from api.gate.documents import reads
from api.gate.errors import bad_request
from api.gate.lists import Page, read_page
from api.interviews.answered_findings import Row
from api.interviews.asked_findings import FindingsAsked
from api.interviews.dialect import dialect
from api.interviews.queries import findings
from findings.forms import SelectionForm
from findings.queries import table
from findings.queries.explored import explored
from findings.queries.selection import Selection
from orgs.scopes import Scope
from web.keyset import BadCursorError, Place


@dialect.get(
    "/findings",
    **reads(Scope.CONVERSATIONS_READ, Page[Row]),
    url_name="api_finding_list",
    tags=["Findings"],
    summary="List findings",
)
def list_findings(request: ApiRequest, asked: Query[FindingsAsked]) -> HttpResponse:
    """A template's conversations with what was found in each, as the findings page shows them:
    its address behind the `?` is this call's, too."""
    selection = _selection(request, asked)
    template = explored(request.key.organization_id, selection)

    def fetch(place: Place | None, limit: int) -> list[table.Row]:
        if template is None:
            return []
        organization_id = request.key.organization_id
        return table.fetch(organization_id, template, selection, place, "older", limit)

    try:
        rows, page = read_page(request, "findings", asked, fetch, table.place_of)
    except BadCursorError:
        raise bad_request("cursor is none of this list with these filters.", "cursor") from None
    return answer({"items": findings.details(rows, selection), **page})


def _selection(request: ApiRequest, asked: FindingsAsked) -> Selection:
    """Return what is asked for, of the key's kind of conversations. Raises ApiError 400."""
    form = SelectionForm(asked.query())
    if not form.is_valid():
        field, errors = next(iter(form.errors.items()))
        name = "where" if field == "__all__" else str(field)
        raise bad_request(f"{name}: {' '.join(map(str, errors))}", name)
    selection = form.selection()
    return replace(selection, filters=replace(selection.filters, test=request.key.is_test))
