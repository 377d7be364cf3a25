"""Sessions: what the runtime that leads a conversation sees of it."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone

from api.gate.admission import ApiRequest
from api.gate.answers import answer
from api.gate.documents import reads
from api.gate.errors import ApiError, conflict, not_found
from api.gate.sql import hide
from api.interviews import tokens
from api.interviews.answered import JoinToken, Session
from api.interviews.asked import SessionId
from api.interviews.dialect import dialect
from api.interviews.queries import sessions
from conversations.models import LIVE
from orgs.scopes import Scope
from web import ids

_PATH = "/sessions/{id}"


@dialect.get(
    _PATH,
    **reads(Scope.CONVERSATIONS_READ, Session, 404),
    url_name="api_session",
    tags=["Sessions"],
    summary="Get a session",
)
def get_session(request: ApiRequest, id: SessionId) -> HttpResponse:
    """The session with what a runtime needs to lead it: the template's texts are filled in."""
    return answer(hide([_session(request, id)], "source")[0])


@dialect.get(
    f"{_PATH}/join",
    **reads(Scope.CONVERSATIONS_WRITE, JoinToken, 404, 409),
    url_name="api_session_join",
    tags=["Sessions"],
    summary="Get credentials to join a session",
)
def join_session(request: ApiRequest, id: SessionId) -> HttpResponse:
    """A LiveKit token for a client of your own, good for ten minutes. The embed needs none."""
    session = _session(request, id)
    _check_joinable(session)
    if not tokens.is_configured():
        raise ApiError(503, "unavailable", "No LiveKit server is set up here.")
    participants = session["participants"]
    identity = participants[0]["id"] if participants else ids.mint("participant")
    return answer(
        {
            "ws_url": settings.LIVEKIT_URL,
            "token": tokens.join_token(id, identity),
            "participant_identity": identity,
        }
    )


def _session(request: ApiRequest, session_id: str) -> dict[str, Any]:
    session = sessions.record(request.key, session_id)
    if session is None:
        raise not_found()
    return session


def _check_joinable(session: dict[str, Any]) -> None:
    until = session["joinable_until"]
    if session["source"] != LIVE:
        raise conflict("This session was led elsewhere and imported: nobody can join it here.")
    if session["status"] == "ended":
        raise conflict("This session has ended.")
    if until is None or datetime.fromisoformat(until) <= timezone.now():
        raise conflict("This session can no longer be joined.")
