"""What is done to a source, a URL each. A GET, by which one comes from signing in, does nothing."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from orgs.http import OrganizationRequest, actor_of, organization_page
from orgs.roles import Act
from sources import domain
from sources.views.pages import source_or_404
from web.pages import render

_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(_METHODS)
@organization_page(Act.CONFIGURE)
def source_run(request: OrganizationRequest, public_id: str) -> HttpResponseBase:
    return _do(request, public_id, domain.run_now, "It is pulled now.")


@require_http_methods(_METHODS)
@organization_page(Act.CONFIGURE)
def source_pause(request: OrganizationRequest, public_id: str) -> HttpResponseBase:
    told = "Paused. What is here stays, and it goes on from there once it is resumed."
    return _do(request, public_id, domain.pause_source, told)


@require_http_methods(_METHODS)
@organization_page(Act.CONFIGURE)
def source_resume(request: OrganizationRequest, public_id: str) -> HttpResponseBase:
    return _do(request, public_id, domain.resume_source, "Resumed.")


@require_http_methods(_METHODS)
@organization_page(Act.CONFIGURE)
def source_delete(request: OrganizationRequest, public_id: str) -> HttpResponseBase:
    """Ask whether to forget a source, then do; what came from it stays."""
    source = source_or_404(request, public_id)
    if request.method != "POST":
        response: HttpResponse = render(request, "sources/delete.html", {"source": source})
        return response
    _call(request, public_id, domain.delete_source)
    messages.info(request, f"{source.name} is forgotten. Its conversations stay.")
    return redirect("source_list", request.access.organization.slug)


def _do(
    request: OrganizationRequest, public_id: str, act: Callable[..., Any], told: str
) -> HttpResponseBase:
    source_or_404(request, public_id)
    if request.method == "POST":
        _call(request, public_id, act)
        messages.success(request, told)
    return redirect("source_page", request.access.organization.slug, public_id)


def _call(request: OrganizationRequest, public_id: str, act: Callable[..., Any]) -> None:
    act(actor=actor_of(request), organization=request.access.organization, public_id=public_id)
