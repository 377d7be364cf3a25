"""Pages of frames, and the pictures themselves.

These have lasting addresses of ours, each of which leads to a signed one for a while.
"""

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from conversations.models import Conversation
from conversations.queries import facts
from frames.models import ContentType
from frames.present import strip as strips
from frames.present.one_frame import frame_view
from frames.queries import frames, one_frame, spoken
from frames.queries import strip as strip_queries
from frames.storage import Part, Reader
from orgs.http import OrganizationRequest, organization_page, record_reading
from orgs.roles import Act
from web.pages import render

_ENDINGS = {ContentType.PNG: "png", ContentType.JPEG: "jpg", ContentType.WEBP: "webp"}


@require_safe
@organization_page(Act.READ, logged=False)
def frame_thumb(request: OrganizationRequest, public_id: str, number: int) -> HttpResponse:
    """Lead to the copy that is 320 pixels wide."""
    record_reading(request, "frames", public_id, sparingly=True)
    return _lead(request, public_id, number, Part.SMALL)


@require_safe
@organization_page(Act.READ, logged=False)
def frame_large(request: OrganizationRequest, public_id: str, number: int) -> HttpResponse:
    """Lead to the copy that is 1,280 pixels wide."""
    record_reading(request, "frames", public_id, sparingly=True)
    return _lead(request, public_id, number, Part.LARGE)


@require_safe
@organization_page(Act.READ)
def frame_original(request: OrganizationRequest, public_id: str, number: int) -> HttpResponse:
    """Lead to the picture as captured, for saving."""
    return _lead(request, public_id, number, Part.ORIGINAL)


def _lead(request: OrganizationRequest, public_id: str, number: int, part: Part) -> HttpResponse:
    frame = frames.one(request.access.organization, public_id, number)
    if frame is None:
        raise Http404
    ending = _ENDINGS[ContentType(frame.content_type)]
    name = f"{public_id}-{number}.{ending}" if part is Part.ORIGINAL else ""
    now = timezone.now()
    reader = Reader(now)
    left = int((reader.expires_at - now).total_seconds())
    return HttpResponse(
        status=302,
        headers={
            "Location": reader.url(frame, part, name),
            # Half of what is left: whoever follows it from memory still finds the door open.
            "Cache-Control": f"private, max-age={left // 2}",
            "Referrer-Policy": "no-referrer",
        },
    )


@require_safe
@organization_page(Act.READ, logged=False)
def frame_list(request: OrganizationRequest, public_id: str) -> HttpResponseBase:
    """Show a conversation's frames; what follows along hears 204 where nothing changed.

    `frame=` leads to the one with this id: what has findings to tell knows no frame's number.
    """
    conversation = _conversation(request, public_id)
    wanted = request.GET.get("frame", "").replace("\x00", "")
    if wanted and (number := frames.number_of(conversation, wanted)):
        slug = request.access.organization.slug
        return redirect("frame_page", slug=slug, public_id=public_id, number=number)
    is_asked_by_page = request.headers.get("HX-Request") == "true"
    record_reading(request, "frame_list", public_id, sparingly=is_asked_by_page)
    start = _number(request.GET.get("from", ""))
    is_piece = request.headers.get("HX-Target") == "frames-strip"
    read = strip_queries.read(conversation, start, strips.STRIP if is_piece else strips.PAGE)
    if request.GET.get("seen") == strips.state_of(read.rows):
        return HttpResponse(status=204)
    said, names = spoken.spoken(conversation), spoken.names(conversation)
    context = {"strip": strips.strip(conversation, read, start, said, names)}
    blocks = {"frames-strip": "strip", "frames": "frames"}
    return render(request, "frames/list.html", context, blocks=blocks)


@require_safe
@organization_page(Act.READ)
def frame_page(request: OrganizationRequest, public_id: str, number: int) -> HttpResponse:
    """Show one frame, with the words spoken then; a viewer asks for the frame alone."""
    conversation = _conversation(request, public_id)
    frame = frames.one(request.access.organization, public_id, number)
    if frame is None:
        raise Http404
    view = frame_view(
        conversation,
        frame,
        one_frame.beside(frame),
        one_frame.spoken_around(frame),
        spoken.names(conversation),
        one_frame.supports(frame),
    )
    return render(request, "frames/frame.html", {"view": view}, blocks={"viewer-body": "frame"})


def _conversation(request: OrganizationRequest, public_id: str) -> Conversation:
    organization = request.access.organization
    conversation = facts.get(organization, public_id)
    if conversation is None:
        raise Http404
    conversation.organization = organization
    return conversation


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
