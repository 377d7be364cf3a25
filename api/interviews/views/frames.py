"""Captures of the participant's shared screen, on their way in."""

from django.http import HttpResponse

from api.gate.admission import ApiRequest
from api.gate.answers import answer
from api.gate.documents import posts
from api.gate.sql import wire_time
from api.interviews.answered import FramePlaces
from api.interviews.asked import FramesGiven, SessionId
from api.interviews.dialect import dialect
from api.interviews.views.events import told
from intake.domain import Conflict, Erased, NoSuchSession, ask_frames
from orgs.scopes import Scope


@dialect.post(
    "/sessions/{id}/frames",
    **posts(Scope.EVENTS_WRITE, {200: FramePlaces}, 404, 410),
    url_name="api_session_frames",
    tags=["Sessions"],
    summary="Ask for places to upload frames to",
)
def place_frames(request: ApiRequest, id: SessionId, given: FramesGiven) -> HttpResponse:
    """Up to 100 captures of the shared screen. Put each picture to its address, then say so with
    the event `frame.captured`. The same capture again is the same frame."""
    request.about.append(id)
    key = request.key
    asked = [frame.asked() for frame in given.frames]
    try:
        places = ask_frames(key.organization_id, id, asked, is_test=key.is_test)
    except (NoSuchSession, Erased, Conflict) as error:
        raise told(error) from None
    return answer(
        {
            "frames": [
                {
                    "id": place.frame.public_id,
                    "upload": place.upload
                    and {
                        "method": "PUT",
                        "url": place.upload.url,
                        "headers": place.upload.headers,
                        "expires_at": wire_time(place.upload.expires_at),
                    },
                }
                for place in places
            ]
        }
    )
