"""Conversations, under their old name."""

from django.http import HttpResponse
from django.utils import timezone
from ninja import Query

from api.gate.admission import ApiRequest
from api.gate.answers import answer
from api.gate.documents import posts, reads
from api.gate.errors import not_found
from api.gate.lists import Page, as_fit, read_page
from api.gate.sql import hide, place_of, wire_time
from api.interviews.answered import Created, Frame, Interview, InterviewRecord
from api.interviews.asked import Form, InterviewGiven, InterviewId, InterviewsAsked
from api.interviews.dialect import dialect
from api.interviews.making import make_conversations
from api.interviews.queries import interviews
from conversations.models import Conversation
from conversations.queries.transcripts import FORMS
from frames.queries import frames
from orgs.scopes import Scope

_PATH = "/interviews/{id}"


@dialect.post(
    "/interviews",
    **posts(Scope.CONVERSATIONS_WRITE, {201: Created}),
    url_name="api_interview_create",
    tags=["Conversations"],
    summary="Start a conversation",
)
def create_interview(request: ApiRequest, given: InterviewGiven) -> HttpResponse:
    """Make a conversation that waits for its participant: send them `join_url`, or embed the
    session. A person is found by `external_id`; one without it, or with a new one, is made."""
    persons = [person.record() for person in given.persons or []]
    [made] = make_conversations(request, given.template_id, [persons], given.context)
    return answer(made, 201)


@dialect.get(
    "/interviews",
    **reads(Scope.CONVERSATIONS_READ, Page[Interview]),
    url_name="api_interview_list",
    tags=["Conversations"],
    summary="List conversations",
)
def list_interviews(request: ApiRequest, asked: Query[InterviewsAsked]) -> HttpResponse:
    """Conversations of the key's kind, last created first."""
    filters = asked.model_dump(exclude={"cursor", "limit", "whole"}, exclude_none=True)
    rows, page = read_page(
        request,
        "interviews",
        asked,
        lambda place, limit: interviews.items(
            request.key, filters, place, limit, whole=asked.whole
        ),
        place_of,
        lambda rows: as_fit(rows, interviews.wholes) if asked.whole else rows,
    )
    return answer({"items": rows if asked.whole else hide(rows, "key", "created_at"), **page})


@dialect.get(
    _PATH,
    **reads(Scope.CONVERSATIONS_READ, InterviewRecord, 404),
    url_name="api_interview",
    tags=["Conversations"],
    summary="Get a conversation",
)
def get_interview(request: ApiRequest, id: InterviewId) -> HttpResponse:
    """The whole record: transcript, findings, summary, outputs."""
    record = interviews.record(request.key, id)
    if record is None:
        raise not_found()
    return answer(record)


_FORMS = {content_type: {"schema": {"type": "string"}} for _, content_type in FORMS.values()}
_FORMS["application/json"] = {"schema": {"type": "object"}}


@dialect.get(
    f"{_PATH}/transcript",
    **reads(Scope.CONVERSATIONS_READ, None, 404),
    openapi_extra={"responses": {200: {"content": _FORMS}}},
    url_name="api_interview_transcript",
    tags=["Conversations"],
    summary="Get a transcript",
)
def get_transcript(request: ApiRequest, id: InterviewId, format: Form = "json") -> HttpResponse:
    """The transcript as text, as Markdown, or as JSON with everything that is kept beside it."""
    write, content_type = FORMS[format]
    text = write(_conversation(request, id))
    return HttpResponse(text, content_type=f"{content_type}; charset=utf-8")


@dialect.get(
    f"{_PATH}/frames",
    **reads(Scope.CONVERSATIONS_READ, list[Frame], 404),
    url_name="api_interview_frames",
    tags=["Conversations"],
    summary="List recorded frames",
)
def list_frames(request: ApiRequest, id: InterviewId) -> HttpResponse:
    """The screen-share captures of a conversation that can be shown, in order of capture."""
    conversation = _conversation(request, id)
    found = frames.ready(conversation)
    signed, expires_at = frames.addresses(found, timezone.now())
    return answer(
        [
            {
                "id": frame.public_id,
                "segment": frame.segment or None,
                "captured_at": wire_time(frame.captured_at),
                "offset_seconds": frame.offset_seconds(conversation.origin),
                "url": addresses.url,
                "thumbnail_url": addresses.thumbnail_url,
                "expires_at": wire_time(expires_at),
                "width": frame.width,
                "height": frame.height,
            }
            for frame, addresses in zip(found, signed, strict=True)
        ]
    )


def _conversation(request: ApiRequest, public_id: str) -> Conversation:
    conversation = interviews.conversation(request.key, public_id)
    if conversation is None:
        raise not_found()
    return conversation
