"""Erasures: asking for a person's data to be deleted for good, and how that stands."""

from django.http import HttpResponse

from api.gate.admission import ApiRequest
from api.gate.answers import answer
from api.gate.documents import posts, reads
from api.gate.errors import not_found
from api.interviews.answered_erasures import Erasure, ErasureAsked
from api.interviews.asked import ErasureId, PersonId
from api.interviews.asked_erasures import ErasureGiven
from api.interviews.dialect import dialect
from api.interviews.erasing import of, request_erasure, told
from orgs.scopes import Scope


@dialect.post(
    "/persons/{id}/erasure",
    **posts(Scope.PERSONS_ERASE, {202: ErasureAsked}, 404),
    url_name="api_person_erase",
    tags=["Persons"],
    summary="Ask for a person to be erased",
)
def erase_person(request: ApiRequest, id: PersonId, given: ErasureGiven) -> HttpResponse:
    """The person with everything said and found out in their conversations. Support counts what
    that is and approves it; from then on nobody sees any of it, and `external_id` is free."""
    erasure, nonce = request_erasure(request.key, id, given)
    request.about.append(id)
    record = told(erasure)
    return answer({**record, "nonce": nonce}, 202, kept={**record, "nonce": None})


@dialect.get(
    "/erasures/{id}",
    **reads(Scope.PERSONS_ERASE, Erasure, 404),
    url_name="api_erasure",
    tags=["Persons"],
    summary="Get an erasure",
)
def get_erasure(request: ApiRequest, id: ErasureId) -> HttpResponse:
    """How it stands; once it is `done` with the signed receipt."""
    erasure = of(request.key, id)
    if erasure is None:
        raise not_found()
    return answer(told(erasure))
