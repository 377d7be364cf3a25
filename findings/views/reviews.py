"""Review queues: which there are, making one, and one with its progress."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from conversations.queries import saved_views
from findings import domain
from findings.forms import SelectionForm
from findings.forms.reviews import QueueForm
from findings.models import QueueState, ReviewQueue
from findings.present import reviews as present
from findings.present.reviews import item_href
from findings.queries import reviews as queries
from findings.queries.kept import NotReadable, Read, read
from orgs.http import OrganizationRequest, actor_of, organization_page
from orgs.roles import Act
from web import keyset
from web.pages import render


@require_safe
@organization_page(Act.READ)
def review_list(request: OrganizationRequest) -> HttpResponse:
    """Show the queues, newest first; a cursor that is not ours shows the first page."""
    asked = keyset.Request(request.GET.get("older", ""), request.GET.get("newer", ""))
    organization = request.access.organization
    try:
        shown = present.queue_list(organization, asked)
    except keyset.BadCursorError:
        shown = present.queue_list(organization, keyset.Request())
    return render(request, "reviews/list.html", {"list": shown})


@require_http_methods(["GET", "HEAD", "POST"])
@organization_page(Act.REVIEW)
def review_new(request: OrganizationRequest) -> HttpResponseBase:
    """Make a queue of the selection in the URL; without one show what there is to choose from."""
    chosen = _chosen(request)
    if chosen is None:
        views = saved_views.visible(request.access)
        return render(request, "reviews/choose.html", {"views": views})
    goals = [goal.id for goal in chosen.template.goals]
    form = QueueForm(goals, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            queue = domain.make_queue(
                actor=actor_of(request),
                organization=request.access.organization,
                read=chosen,
                **_made(form),
            )
            return redirect("review_queue", request.access.organization.slug, queue.public_id)
        except domain.Refused as refused:
            form.refuse(refused)
    context = {"form": form, "chosen": chosen, "query": urlencode(chosen.selection.pairs())}
    return render(request, "reviews/new.html", context, status=422 if form.is_bound else 200)


def _made(form: QueueForm) -> dict[str, Any]:
    cleaned = form.cleaned_data
    return {**cleaned, "low_confidence": cleaned["low_confidence"] / 100}


def _chosen(request: OrganizationRequest) -> Read | None:
    """Return the selection that the URL means, None where it names no template of theirs."""
    form = SelectionForm(request.GET)
    if not form.is_valid():
        return None
    try:
        return read(request.access.organization.pk, form.selection())
    except NotReadable:
        return None


@require_safe
@organization_page(Act.READ)
def review_queue(request: OrganizationRequest, public_id: str) -> HttpResponse:
    """Show one queue; while it is drawn the page asks for itself."""
    queue = queue_or_404(request, public_id)
    shown = present.queue_page(request.access.organization, queue, request.access.user)
    return render(request, "reviews/queue.html", {"page": shown}, blocks={"queue": "queue"})


@require_safe
@organization_page(Act.REVIEW, logged=False)
def review_next(request: OrganizationRequest, public_id: str) -> HttpResponseBase:
    """Lead to the next finding that needs the visitor's verdict, else back to the queue."""
    queue = queue_or_404(request, public_id)
    return to_next(request, queue, 0)


@require_http_methods(["GET", "HEAD", "POST"])
@organization_page(Act.REVIEW, logged=False)
def review_move(request: OrganizationRequest, public_id: str) -> HttpResponseBase:
    """Close the queue, or open it again; whoever comes by GET is led to the queue."""
    queue_or_404(request, public_id)
    if request.method == "POST":
        _move(request, public_id, closes=request.POST.get("state") != "open")
    return redirect("review_queue", request.access.organization.slug, public_id)


def _move(request: OrganizationRequest, public_id: str, *, closes: bool) -> None:
    try:
        domain.move_queue(
            actor=actor_of(request),
            organization=request.access.organization,
            queue=public_id,
            state=QueueState.CLOSED if closes else QueueState.OPEN,
        )
    except domain.Missing:
        raise Http404 from None
    except domain.Refused as refused:
        messages.warning(request, refused.reason)
    else:
        messages.success(request, "The queue is closed." if closes else "The queue is open again.")


def to_next(request: OrganizationRequest, queue: ReviewQueue, after: int) -> HttpResponseBase:
    slug = request.access.organization.slug
    position = None
    if queue.state == QueueState.OPEN:
        position = queries.next_position(queue.pk, request.access.user.pk, after)
    if position is None:
        return redirect("review_queue", slug, queue.public_id)
    return redirect(item_href(slug, queue, position))


def queue_or_404(request: OrganizationRequest, public_id: str) -> ReviewQueue:
    """Return the organisation's own queue; anyone else's is as unknown as none."""
    queue = queries.queue(request.access.organization, public_id)
    if queue is None:
        raise Http404
    return queue
