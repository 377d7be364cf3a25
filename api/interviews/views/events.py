"""What happens in a session, written in by the runtime that leads it."""

from typing import Any

from django.http import HttpResponse

from api.gate.admission import ApiRequest
from api.gate.answers import answer
from api.gate.documents import posts
from api.gate.errors import ApiError, bad_request, conflict, not_found
from api.interviews.answered import Taken
from api.interviews.asked import SessionId
from api.interviews.dialect import dialect
from intake.domain import (
    Batch,
    Conflict,
    Erased,
    Malformed,
    NoSuchSession,
    read_events,
    take_events,
)
from orgs.scopes import Scope


@dialect.post(
    "/sessions/{id}/events",
    **posts(Scope.EVENTS_WRITE, {200: Taken}, 404, 410, body=Batch),
    url_name="api_session_events",
    tags=["Sessions"],
    summary="Write events into a session",
)
def write_events(request: ApiRequest, id: SessionId) -> HttpResponse:
    """Up to 500 events in order of happening; all are taken, or none. The same event again is a
    duplicate and changes nothing; another under a known id is a 409 that names it."""
    request.about.append(id)
    try:
        # Read at once into the types they have, past ninja: this is where speed counts.
        events = read_events(request.body)
        taken = take_events(request.key.organization_id, id, events, is_test=request.key.is_test)
    except (Malformed, NoSuchSession, Erased, Conflict) as error:
        raise told(error) from None
    return answer({"accepted": taken.accepted, "duplicates": taken.duplicates})


def told(error: Any) -> ApiError:
    """Return why a session does not take what it was sent, as the error it is."""
    match error:
        case Malformed():
            return bad_request(f"The body is no JSON: {error}.")
        case Erased():
            return ApiError(410, "erased", "This conversation was erased.")
        case Conflict(field=field, message=message):
            return conflict(f"{field} {message}.".strip(), field or None)
    return not_found()
