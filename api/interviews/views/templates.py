"""Templates: what conversations run."""

from django.http import HttpResponse
from ninja import Query
from pydantic_core import to_json

from api.gate.admission import ApiRequest
from api.gate.answers import answer
from api.gate.documents import changes, posts, reads
from api.gate.errors import not_found
from api.gate.lists import Page, Paging, read_page
from api.gate.sql import hide, place_of
from api.interviews.answered import Scheduled, Template, TemplateVersion
from api.interviews.asked import ScheduleGiven, TemplateChange, TemplateGiven, TemplateId
from api.interviews.dialect import dialect
from api.interviews.making import change_template, make_conversations, make_template
from api.interviews.queries import templates
from intake.domain import Refusal
from intake.records import PersonRecord
from orgs.scopes import Scope

_PATH = "/templates/{id}"
# Bytes that one request may have written: each of its conversations keeps the context itself.
_MOST_CONTEXT = 20_000_000


@dialect.get(
    "/templates",
    **reads(Scope.CONVERSATIONS_READ, Page[Template]),
    url_name="api_template_list",
    tags=["Templates"],
    summary="List templates",
)
def list_templates(request: ApiRequest, asked: Query[Paging]) -> HttpResponse:
    """Templates as their newest versions have them, last made first."""
    rows, page = read_page(
        request,
        "templates",
        asked,
        lambda place, limit: templates.items(request.key, place, limit),
        place_of,
    )
    return answer({"items": hide(rows, "key"), **page})


@dialect.post(
    "/templates",
    **posts(Scope.TEMPLATES_WRITE, {201: Template}),
    url_name="api_template_create",
    tags=["Templates"],
    summary="Create a template",
)
def create_template(request: ApiRequest, given: TemplateGiven) -> HttpResponse:
    """A new template, in its first version."""
    public_id = make_template(request.key, given)
    return answer(templates.record(request.key, public_id), 201)


@dialect.get(
    _PATH,
    **reads(Scope.CONVERSATIONS_READ, Template, 404),
    url_name="api_template",
    tags=["Templates"],
    summary="Get a template",
)
def get_template(request: ApiRequest, id: TemplateId) -> HttpResponse:
    """The template as its newest version has it."""
    record = templates.record(request.key, id)
    if record is None:
        raise not_found()
    return answer(record)


@dialect.patch(
    _PATH,
    **changes(Scope.TEMPLATES_WRITE, Template, 404),
    url_name="api_template_change",
    tags=["Templates"],
    summary="Change a template",
)
def update_template(request: ApiRequest, id: TemplateId, given: TemplateChange) -> HttpResponse:
    """Every change makes a new version; conversations that were made before keep theirs."""
    change_template(request.key, id, given)
    return answer(templates.record(request.key, id))


@dialect.get(
    f"{_PATH}/versions",
    **reads(Scope.CONVERSATIONS_READ, Page[TemplateVersion], 404),
    url_name="api_template_versions",
    tags=["Templates"],
    summary="List a template's versions",
)
def list_template_versions(
    request: ApiRequest, id: TemplateId, asked: Query[Paging]
) -> HttpResponse:
    """What the template said at each time, newest first."""
    rows, page = read_page(
        request,
        f"versions of {id}",
        asked,
        lambda place, limit: templates.versions(request.key, id, place, limit),
        place_of,
    )
    if not rows:
        raise not_found()
    return answer({"items": hide(rows, "key"), **page})


@dialect.post(
    f"{_PATH}/schedule",
    **posts(Scope.CONVERSATIONS_WRITE, {201: Scheduled}, 404),
    url_name="api_template_schedule",
    tags=["Templates"],
    summary="Create many conversations",
)
def schedule_conversations(
    request: ApiRequest, id: TemplateId, given: ScheduleGiven
) -> HttpResponse:
    """All of them, or none. `persons`: one for each conversation, or none at all."""
    if given.persons is not None and len(given.persons) != given.count:
        raise Refusal("persons", f"should hold {given.count}, one for each conversation")
    if given.context and given.count * len(to_json(given.context)) > _MOST_CONTEXT:
        raise Refusal("context", f"is too large for {given.count} conversations at once")
    nobody: list[list[PersonRecord]] = [[] for _ in range(given.count)]
    people = [[person.record()] for person in given.persons or []] or nobody
    if templates.record(request.key, id) is None:
        raise not_found()
    return answer({"items": make_conversations(request, id, people, given.context)}, 201)
