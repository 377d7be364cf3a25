"""Deliveries: what outputs sent, try by try, and sending it again."""

from django.http import HttpResponse
from ninja import Query

from api.gate.admission import ApiRequest
from api.gate.answers import answer
from api.gate.documents import posts, reads
from api.gate.errors import not_found
from api.gate.lists import Page, read_page
from api.gate.sql import hide, place_of
from api.interviews import sending
from api.interviews.answered_outputs import Delivery, DeliveryRecord
from api.interviews.asked import DeliveryId
from api.interviews.asked_outputs import DeliveriesAsked
from api.interviews.dialect import dialect
from api.interviews.queries import deliveries
from orgs.scopes import Scope

_PATH = "/deliveries/{id}"


@dialect.get(
    "/deliveries",
    **reads(Scope.CONVERSATIONS_READ, Page[Delivery]),
    url_name="api_delivery_list",
    tags=["Deliveries"],
    summary="List deliveries",
)
def list_deliveries(request: ApiRequest, asked: Query[DeliveriesAsked]) -> HttpResponse:
    """What outputs of conversations of the key's kind sent or are to send, newest first."""
    filters = asked.model_dump(exclude={"cursor", "limit"}, exclude_none=True)
    rows, page = read_page(
        request,
        "deliveries",
        asked,
        lambda place, limit: deliveries.items(request.key, filters, place, limit),
        place_of,
    )
    return answer({"items": hide(rows, "key"), **page})


@dialect.get(
    _PATH,
    **reads(Scope.CONVERSATIONS_READ, DeliveryRecord, 404),
    url_name="api_delivery",
    tags=["Deliveries"],
    summary="Get a delivery",
)
def get_delivery(request: ApiRequest, id: DeliveryId) -> HttpResponse:
    """What exactly was sent, when, and what was answered; of many tries the newest 200."""
    record = deliveries.record(request.key, id)
    if record is None:
        raise not_found()
    return answer(record)


@dialect.post(
    f"{_PATH}/redeliver",
    **posts(Scope.DELIVERIES_WRITE, {200: DeliveryRecord}, 404),
    url_name="api_delivery_redeliver",
    tags=["Deliveries"],
    summary="Send a delivery again",
)
def redeliver(request: ApiRequest, id: DeliveryId) -> HttpResponse:
    """The same bytes under the same id, at once and then on the plan of a new delivery. A 409 says
    why where it cannot be."""
    record = deliveries.record(request.key, id)
    if record is None:
        raise not_found()
    request.about.append(record["interview_id"] or id)
    sending.redeliver(request, id)
    return answer(deliveries.record(request.key, id))
