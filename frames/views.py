"""The pictures: our own lasting addresses, each of which leads to a signed one for a while."""

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from frames.models import ContentType
from frames.queries import frames
from frames.storage import Part, Reader
from orgs.http import OrganizationRequest, organization_page, record_reading
from orgs.roles import Act

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
