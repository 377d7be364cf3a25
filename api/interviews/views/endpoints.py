"""Endpoints: where an organisation receives deliveries."""

from django.http import HttpResponse
from ninja import Query

from api.gate.admission import ApiRequest
from api.gate.answers import answer
from api.gate.documents import changes, posts, reads
from api.gate.errors import not_found
from api.gate.lists import Page, Paging, read_page
from api.gate.sql import hide, place_of
from api.interviews import sending
from api.interviews.answered_outputs import (
    OVERLAP_HOURS,
    Endpoint,
    EndpointMade,
    Recovered,
    SecretMade,
    SentTest,
)
from api.interviews.asked import EndpointId
from api.interviews.asked_outputs import EndpointChange, EndpointGiven, RecoverGiven
from api.interviews.dialect import dialect
from api.interviews.queries import endpoints
from orgs.scopes import Scope

_PATH = "/endpoints/{id}"


@dialect.get(
    "/endpoints",
    **reads(Scope.CONVERSATIONS_READ, Page[Endpoint]),
    url_name="api_endpoint_list",
    tags=["Endpoints"],
    summary="List endpoints",
)
def list_endpoints(request: ApiRequest, asked: Query[Paging]) -> HttpResponse:
    """The organisation's endpoints, last made first; live and test keys share them."""
    rows, page = read_page(
        request,
        "endpoints",
        asked,
        lambda place, limit: endpoints.items(request.key, place, limit),
        place_of,
    )
    return answer({"items": hide(rows, "key"), **page})


@dialect.post(
    "/endpoints",
    **posts(Scope.DELIVERIES_WRITE, {201: EndpointMade}),
    url_name="api_endpoint_create",
    tags=["Endpoints"],
    summary="Create an endpoint",
)
def create_endpoint(request: ApiRequest, given: EndpointGiven) -> HttpResponse:
    """An endpoint that outputs can name. Its `secret` signs what is sent, and is told only now."""
    public_id, secret = sending.make_endpoint(request, given)
    record = endpoints.record(request.key, public_id) or {}
    return answer({**record, "secret": secret}, 201, kept={**record, "secret": None})


@dialect.get(
    _PATH,
    **reads(Scope.CONVERSATIONS_READ, Endpoint, 404),
    url_name="api_endpoint",
    tags=["Endpoints"],
    summary="Get an endpoint",
)
def get_endpoint(request: ApiRequest, id: EndpointId) -> HttpResponse:
    """An endpoint and how it does."""
    record = endpoints.record(request.key, id)
    if record is None:
        raise not_found()
    return answer(record)


@dialect.patch(
    _PATH,
    **changes(Scope.DELIVERIES_WRITE, Endpoint, 404),
    url_name="api_endpoint_change",
    tags=["Endpoints"],
    summary="Change an endpoint",
)
def update_endpoint(request: ApiRequest, id: EndpointId, given: EndpointChange) -> HttpResponse:
    """What is pending goes to the new address. Made active again, it gets what was held."""
    sending.change_endpoint(request, id, given)
    return answer(endpoints.record(request.key, id))


@dialect.post(
    f"{_PATH}/recover",
    **posts(Scope.DELIVERIES_WRITE, {200: Recovered}, 404),
    url_name="api_endpoint_recover",
    tags=["Endpoints"],
    summary="Recover an endpoint",
)
def recover_endpoint(request: ApiRequest, id: EndpointId, given: RecoverGiven) -> HttpResponse:
    """Send again what the endpoint was to get since then and did not, of the conversations of the
    key's kind, oldest first, 10,000 at most."""
    recovered = sending.recover(request, id, given.since)
    return answer({"redelivered": recovered.total, "has_more": recovered.has_more})


@dialect.post(
    f"{_PATH}/rotate-secret",
    **posts(Scope.DELIVERIES_WRITE, {200: SecretMade}, 404),
    url_name="api_endpoint_rotate_secret",
    tags=["Endpoints"],
    summary="Rotate an endpoint's secret",
)
def rotate_secret(request: ApiRequest, id: EndpointId) -> HttpResponse:
    """A new signing secret, told only now. For 24 hours what is sent is signed with the one before
    too, so that the receiver can change over without losing any."""
    secret = sending.rotate_secret(request, id)
    told = {"id": id, "overlap_hours": OVERLAP_HOURS}
    return answer({**told, "secret": secret}, kept={**told, "secret": None})


@dialect.post(
    f"{_PATH}/test",
    **posts(Scope.DELIVERIES_WRITE, {202: SentTest}, 404),
    url_name="api_endpoint_test",
    tags=["Endpoints"],
    summary="Send an endpoint a test event",
)
def send_test(request: ApiRequest, id: EndpointId) -> HttpResponse:
    """An event of the type `test`, signed like every other, that tells of nobody. It is a delivery:
    ask for it by its id to see every try."""
    return answer({"delivery_id": sending.send_test(request, id)}, 202)
