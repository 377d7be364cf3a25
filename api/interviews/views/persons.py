"""Persons: who takes part in conversations."""

from django.http import HttpResponse
from ninja import Query

from api.gate.admission import ApiRequest
from api.gate.answers import answer
from api.gate.documents import posts, reads
from api.gate.errors import not_found
from api.gate.lists import Page, read_page
from api.gate.sql import hide, place_of
from api.interviews.answered import Person, PersonRecord
from api.interviews.asked import PersonGiven, PersonId, PersonsAsked
from api.interviews.dialect import dialect
from api.interviews.queries import persons
from intake.domain import save_person
from orgs.scopes import Scope


@dialect.get(
    "/persons",
    **reads(Scope.PERSONS_READ, Page[Person]),
    url_name="api_person_list",
    tags=["Persons"],
    summary="List persons",
)
def list_persons(request: ApiRequest, asked: Query[PersonsAsked]) -> HttpResponse:
    """Persons, last made first; with `external_id` the one who has it, or nobody."""
    rows, page = read_page(
        request,
        "persons",
        asked,
        lambda place, limit: persons.items(request.key, asked.external_id, place, limit),
        place_of,
    )
    return answer({"items": hide(rows, "key", "created_at"), **page})


@dialect.post(
    "/persons",
    **posts(Scope.PERSONS_WRITE, {200: PersonRecord, 201: PersonRecord}),
    url_name="api_person_save",
    tags=["Persons"],
    summary="Create or update a person",
)
def create_or_update_person(request: ApiRequest, given: PersonGiven) -> HttpResponse:
    """The person with this `external_id`: made (201), or changed where known (200)."""
    person, is_new = save_person(request.key.organization_id, given.record())
    request.about.append(person.public_id)
    return answer(persons.record(request.key, person.public_id), 201 if is_new else 200)


@dialect.get(
    "/persons/{id}",
    **reads(Scope.PERSONS_READ, PersonRecord, 404),
    url_name="api_person",
    tags=["Persons"],
    summary="Get a person",
)
def get_person(request: ApiRequest, id: PersonId) -> HttpResponse:
    """The person with everything you told of them."""
    record = persons.record(request.key, id)
    if record is None:
        raise not_found()
    return answer(record)
