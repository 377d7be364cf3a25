"""The operations of the backend API."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from ninja import Query

from api.backend import queries
from api.backend.answered import Conversations, OneConversation, OneTranscript
from api.backend.asked import ConversationId, ConversationsAsked
from api.backend.dialect import dialect
from api.backend.pages import read_page
from api.gate.admission import ApiRequest
from api.gate.answers import answer
from api.gate.documents import BriefErrorAnswer, reads
from api.gate.errors import not_found
from api.gate.lists import as_fit
from orgs.scopes import Scope

_PATH = "/conversations/{id}"
_reads = partial(reads, Scope.CONVERSATIONS_READ, envelope=BriefErrorAnswer)


@dialect.get(
    "/conversations",
    **_reads(Conversations),
    url_name="backend_conversation_list",
    tags=["Conversations"],
    summary="List conversations for the organization",
)
def list_conversations(request: ApiRequest, asked: Query[ConversationsAsked]) -> HttpResponse:
    """Conversations of the key's kind, last created first."""
    items, pagination = read_page(
        request,
        asked,
        lambda place, newer, limit: queries.items(
            request.key, asked.status, asked.agent_id, place, limit, newer=newer, whole=asked.whole
        ),
        lambda rows: (
            as_fit(rows, queries.wholes) if asked.whole else [queries.item(row) for row in rows]
        ),
    )
    return answer({"data": items, "pagination": pagination})


@dialect.get(
    _PATH,
    **_reads(OneConversation, 404),
    url_name="backend_conversation",
    tags=["Conversations"],
    summary="Get a single conversation by ID",
)
def get_conversation(request: ApiRequest, id: ConversationId) -> HttpResponse:
    """The conversation with what its session was started with and which way it took."""
    return _told(queries.record(request.key, id))


@dialect.get(
    f"{_PATH}/transcript",
    **_reads(OneTranscript, 404),
    url_name="backend_transcript",
    tags=["Conversations"],
    summary="Get the transcript for a conversation",
)
def get_transcript(request: ApiRequest, id: ConversationId) -> HttpResponse:
    """Everything that was said, in order."""
    return _told(queries.transcript(request.key, id))


def _told(found: dict[str, Any] | None) -> HttpResponse:
    if found is None:
        raise not_found()
    return answer({"data": found})
