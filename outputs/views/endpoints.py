"""Endpoints: which there are and how they do, making and changing them."""

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from orgs.http import OrganizationRequest, actor_of, organization_page
from orgs.roles import Act
from outputs import domain
from outputs.domain.issuing import AlreadyIssued, issue_endpoint, mark_of, rotate_secret_once
from outputs.forms.endpoints import EndpointForm, NewEndpointForm, RotateForm
from outputs.models import Endpoint
from outputs.present import one_endpoint
from outputs.present.endpoints import endpoint_list as list_of
from outputs.queries import endpoints as queries
from web import keyset
from web.pages import render


@require_safe
@organization_page(Act.READ)
def endpoint_list(request: OrganizationRequest) -> HttpResponse:
    """Show the endpoints, newest first; a cursor that is not ours shows the first page."""
    asked = keyset.Request(request.GET.get("older", ""), request.GET.get("newer", ""))
    organization = request.access.organization
    try:
        shown = list_of(organization, asked)
    except keyset.BadCursorError:
        shown = list_of(organization, keyset.Request())
    return render(request, "outputs/endpoints.html", {"list": shown})


@require_safe
@organization_page(Act.READ)
def endpoint_page(request: OrganizationRequest, public_id: str) -> HttpResponse:
    endpoint = endpoint_or_404(request, public_id)
    page = one_endpoint.endpoint_page(request.access.organization, endpoint)
    return render(request, "outputs/endpoint.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@organization_page(Act.CONFIGURE)
def endpoint_new(request: OrganizationRequest) -> HttpResponse:
    """Make an endpoint; the answer to the form is the one place that shows its secret."""
    form = NewEndpointForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and (response := _issued(request, form)):
        return response
    context = {"form": form, "endpoint": None}
    status = 422 if form.is_bound else 200
    return render(request, "outputs/endpoint_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@organization_page(Act.CONFIGURE)
def endpoint_edit(request: OrganizationRequest, public_id: str) -> HttpResponseBase:
    """Change name, address and headers; what is pending goes to the new address."""
    endpoint = endpoint_or_404(request, public_id)
    form = EndpointForm(
        request.POST if request.method == "POST" else None,
        initial={"name": endpoint.name, "url": endpoint.url, "dialect": endpoint.dialect},
        known=one_endpoint.names_of_headers(endpoint),
    )
    if form.is_valid():
        organization = request.access.organization
        try:
            domain.update_endpoint(
                actor=actor_of(request),
                organization=organization,
                public_id=public_id,
                name=form.cleaned_data["name"],
                url=form.cleaned_data["url"],
                headers=form.changes(),
                dialect=form.cleaned_data["dialect"],
            )
            return redirect("endpoint_page", organization.slug, public_id)
        except domain.EndpointRefused as refused:
            form.refuse(refused.field, refused.reason)
    context = {"form": form, "endpoint": endpoint}
    status = 422 if form.is_bound else 200
    return render(request, "outputs/endpoint_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@organization_page(Act.CONFIGURE)
def endpoint_rotate(request: OrganizationRequest, public_id: str) -> HttpResponse:
    """Ask whether to make a new secret, then do; the answer alone shows it."""
    endpoint = endpoint_or_404(request, public_id)
    form = RotateForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"endpoint": endpoint, "mark": mark_of(endpoint)}
        return render(request, "outputs/rotate.html", context)
    try:
        endpoint, secret = rotate_secret_once(
            actor=actor_of(request),
            organization=request.access.organization,
            public_id=public_id,
            mark=form.cleaned_data["mark"],
        )
    except AlreadyIssued:
        context = {"endpoint": endpoint, "was_rotated": True}
        return unstored(render(request, "outputs/known.html", context, status=409))
    context = {"endpoint": endpoint, "secret": secret, "is_new": False}
    return unstored(render(request, "outputs/issued.html", context))


def endpoint_or_404(request: OrganizationRequest, public_id: str) -> Endpoint:
    """Return the organisation's own endpoint; anyone else's is as unknown as none."""
    endpoint = queries.get(request.access.organization, public_id)
    if endpoint is None:
        raise Http404
    return endpoint


def unstored(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    return response


def _issued(request: OrganizationRequest, form: NewEndpointForm) -> HttpResponse | None:
    """Make an endpoint and show its secret; None where it is refused, which the form then says."""
    try:
        endpoint, secret = issue_endpoint(
            actor=actor_of(request),
            organization=request.access.organization,
            name=form.cleaned_data["name"],
            url=form.cleaned_data["url"],
            headers=form.cleaned_data["headers"],
            dialect=form.cleaned_data["dialect"],
            once=form.cleaned_data["once"],
        )
    except domain.EndpointRefused as refused:
        form.refuse(refused.field, refused.reason)
        return None
    except AlreadyIssued as again:
        context = {"endpoint": again.endpoint, "was_rotated": False}
        return unstored(render(request, "outputs/known.html", context, status=409))
    context = {"endpoint": endpoint, "secret": secret, "is_new": True}
    return unstored(render(request, "outputs/issued.html", context))
