"""The operations of the widget API."""

from functools import partial

from django.http import HttpResponse
from ninja import Query
from pydantic import BaseModel

from api.gate.admission import ApiRequest
from api.gate.answers import answer
from api.gate.documents import deletes, reads
from api.gate.errors import not_found
from api.gate.lists import as_fit, read_page
from api.gate.sql import place_of
from api.widgets import deleting, queries
from api.widgets.answered import Conversation, ConversationRecord, ErasureBegun, LabelledTranscript
from api.widgets.asked import ConversationId, ConversationsAsked, Form, Wait
from api.widgets.dialect import dialect
from conversations.queries.transcripts import FORMS
from orgs.scopes import Scope

_PATH = "/conversations/{id}"
_reads = partial(reads, Scope.CONVERSATIONS_READ)


class Conversations(BaseModel):
    """One page of the list. `next_cursor` is null at the end."""

    data: list[Conversation]
    next_cursor: str | None
    has_more: bool


@dialect.get(
    "/conversations",
    **_reads(Conversations),
    url_name="widgets_conversation_list",
    tags=["Conversations"],
    summary="List conversations",
)
def list_conversations(request: ApiRequest, asked: Query[ConversationsAsked]) -> HttpResponse:
    """Conversations of the key's kind, last begun first: each without what was said in it."""
    filters = asked.model_dump(exclude={"cursor", "limit", "whole"}, exclude_none=True)
    items, page = read_page(
        request,
        "widgets",
        asked,
        lambda place, limit: queries.items(request.key, filters, place, limit, whole=asked.whole),
        place_of,
        lambda rows: (
            as_fit(rows, queries.wholes) if asked.whole else [queries.item(row) for row in rows]
        ),
    )
    return answer({"data": items, **page})


@dialect.get(
    _PATH,
    **_reads(ConversationRecord, 404),
    url_name="widgets_conversation",
    tags=["Conversations"],
    summary="Get one conversation",
)
def get_conversation(request: ApiRequest, id: ConversationId) -> HttpResponse:
    """The whole conversation: transcript, tool calls, extracted data, criteria."""
    record = queries.record(request.key, id)
    if record is None:
        raise not_found()
    return answer(record)


@dialect.delete(
    _PATH,
    **deletes(Scope.PERSONS_ERASE, ErasureBegun, 404),
    url_name="widgets_conversation_delete",
    tags=["Conversations"],
    summary="Delete a conversation",
)
def delete_conversation(
    request: ApiRequest, id: ConversationId, wait: Wait = False
) -> HttpResponse:
    """Transcript, tool calls and extracted data go for good, and everything else that was said or
    found out; what was charged stays, without the conversation. Nobody sees it from now on."""
    return deleting.delete_conversation(request, id, wait=wait)


_FORMS = {
    **{content_type: {"schema": {"type": "string"}} for _, content_type in FORMS.values()},
    "application/json": {"schema": LabelledTranscript.model_json_schema()},
}


@dialect.get(
    f"{_PATH}/transcript",
    **_reads(None, 404),
    openapi_extra={"responses": {200: {"content": _FORMS}}},
    url_name="widgets_transcript",
    tags=["Conversations"],
    summary="Export a transcript",
)
def get_transcript(request: ApiRequest, id: ConversationId, format: Form = "txt") -> HttpResponse:
    """As plain text, as Markdown, or as JSON with a label for each speaker."""
    if format == "json":
        said = queries.labelled(request.key, id)
        if said is None:
            raise not_found()
        return answer(said)
    conversation = queries.conversation(request.key, id)
    if conversation is None:
        raise not_found()
    write, content_type = FORMS[format]
    return HttpResponse(write(conversation), content_type=f"{content_type}; charset=utf-8")
