"""What is done to endpoints: asked first, then done, and the page says so."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from orgs.http import OrganizationRequest, actor_of, organization_page
from orgs.roles import Act
from outputs import domain
from outputs.forms.endpoints import RecoverForm, usual_since
from outputs.models import Endpoint
from outputs.present.deleting import about_deleting
from outputs.present.questions import Question, about_endpoint
from outputs.present.recovering import held_until, recovering
from outputs.views.endpoints import endpoint_or_404
from web.format import plural
from web.pages import render

ASKED = ["GET", "HEAD", "POST"]


@require_http_methods(ASKED)
@organization_page(Act.CONFIGURE)
def endpoint_pause(request: OrganizationRequest, public_id: str) -> HttpResponseBase:
    return _move(request, public_id, "pause", domain.pause_endpoint, "is paused.")


@require_http_methods(ASKED)
@organization_page(Act.CONFIGURE)
def endpoint_resume(request: OrganizationRequest, public_id: str) -> HttpResponseBase:
    return _move(request, public_id, "resume", domain.resume_endpoint, "goes on.")


@require_http_methods(ASKED)
@organization_page(Act.CONFIGURE)
def endpoint_enable(request: OrganizationRequest, public_id: str) -> HttpResponseBase:
    return _move(request, public_id, "enable", domain.enable_endpoint, "is enabled.")


@require_http_methods(ASKED)
@organization_page(Act.CONFIGURE)
def endpoint_disable(request: OrganizationRequest, public_id: str) -> HttpResponseBase:
    return _move(request, public_id, "disable", domain.disable_endpoint, "is disabled.")


@require_http_methods(ASKED)
@organization_page(Act.CONFIGURE)
def endpoint_delete(request: OrganizationRequest, public_id: str) -> HttpResponseBase:
    """Tell which outputs name it and what is cancelled, then delete it; its log stays."""
    endpoint = endpoint_or_404(request, public_id)
    organization = request.access.organization
    if request.method != "POST":
        return ask(request, about_deleting(organization, endpoint))
    try:
        deleted = domain.delete_endpoint(
            actor=actor_of(request), organization=organization, public_id=public_id
        )
    except domain.NoSuchEndpoint:
        raise Http404 from None
    count = plural(deleted.cancelled, "pending delivery was", "pending deliveries were")
    also = f" {count} cancelled." if deleted.cancelled else ""
    messages.info(request, f"{endpoint.name} is deleted.{also}")
    return redirect("endpoint_list", organization.slug)


def ask(request: OrganizationRequest, question: Question) -> HttpResponse:
    return render(request, "outputs/question.html", {"question": question})


def _move(
    request: OrganizationRequest,
    public_id: str,
    verb: str,
    move: Callable[..., Endpoint],
    done: str,
) -> HttpResponseBase:
    endpoint = endpoint_or_404(request, public_id)
    organization = request.access.organization
    if request.method != "POST":
        return ask(request, about_endpoint(organization.slug, endpoint, verb))
    move(actor=actor_of(request), organization=organization, public_id=public_id)
    messages.info(request, f"{endpoint.name} {done}")
    return redirect("endpoint_page", organization.slug, public_id)


@require_http_methods(ASKED)
@organization_page(Act.CONFIGURE)
def endpoint_test(request: OrganizationRequest, public_id: str) -> HttpResponseBase:
    """Send a test event, and show its delivery."""
    endpoint = endpoint_or_404(request, public_id)
    organization = request.access.organization
    if request.method != "POST":
        return ask(request, about_endpoint(organization.slug, endpoint, "test"))
    delivery = domain.send_test(
        actor=actor_of(request), organization=organization, public_id=public_id
    )
    return redirect("delivery_page", organization.slug, delivery.public_id)


@require_http_methods(ASKED)
@organization_page(Act.CONFIGURE)
def endpoint_recover(request: OrganizationRequest, public_id: str) -> HttpResponseBase:
    """Ask since when, then send everything again that did not arrive since."""
    endpoint = endpoint_or_404(request, public_id)
    organization = request.access.organization
    is_sent = request.method == "POST"
    form = RecoverForm(request.POST if is_sent else None, initial=usual_since(endpoint))
    if not form.is_valid():
        context = {"form": form, "endpoint": endpoint, "held": held_until(endpoint)}
        status = 422 if form.is_bound else 200
        return render(request, "outputs/recover.html", context, status=status)
    recovered = domain.recover(
        actor=actor_of(request),
        organization=organization,
        public_id=public_id,
        since=form.cleaned_data["since"],
    )
    messages.info(request, recovering(endpoint, recovered))
    return redirect("endpoint_page", organization.slug, public_id)
