"""The doors to an organisation: the landing page, and the reason that support staff state."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from orgs import domain, queries
from orgs.forms.doors import OpenOrganizationForm, SupportVisitForm
from orgs.http import (
    LAST_ORGANIZATION,
    OrganizationRequest,
    actor_of,
    organization_page,
    path_within,
    sign_in_first,
)
from orgs.roles import Act
from web.pages import render


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Lead everyone to where they work: the organisation they read last, else their first."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    user = request.user
    organizations = queries.organizations_of(user)
    last = request.session.get(LAST_ORGANIZATION)
    for organization in organizations:
        if organization.slug == last:
            return redirect("organization_home", organization.slug)
    if organizations:
        return redirect("organization_home", organizations[0].slug)
    if user.is_support:
        return redirect("support_queue")
    return render(request, "orgs/no_organization.html")


@require_safe
def open_organization(request: HttpRequest) -> HttpResponse:
    """Let support staff name the organisation to open; there is no list to browse."""
    if not request.user.is_authenticated:
        return sign_in_first(request)
    if not request.user.is_support:
        raise Http404
    form = OpenOrganizationForm(request.GET or None)
    if form.is_valid():
        return redirect("organization_home", form.organization.slug)
    status = 422 if form.is_bound else 200
    return render(request, "orgs/open.html", {"form": form}, status=status)


@require_safe
@organization_page(Act.READ, logged=False)
def organization_home(request: OrganizationRequest) -> HttpResponse:
    """Lead to the overview."""
    return redirect("overview", request.access.organization.slug)


@require_http_methods(["GET", "HEAD", "POST"])
def support_visit(request: HttpRequest, slug: str) -> HttpResponse:
    """Take the reason for which support staff read an organisation, then let them on."""
    if not request.user.is_authenticated:
        return sign_in_first(request)
    user = request.user
    access = queries.access_of(user, slug)
    if access is None:
        raise Http404
    wanted = (request.POST or request.GET).get("next", "")
    target = path_within(wanted, slug) or reverse("organization_home", args=[slug])
    if access.role is not None:
        return redirect(target)
    form = SupportVisitForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        domain.open_support_visit(
            actor=actor_of(request),
            user=user,
            organization=access.organization,
            reason=form.cleaned_data["reason"],
            ticket=form.cleaned_data["ticket"],
        )
        return redirect(target)
    context = {"form": form, "visited": access, "next": target}
    return render(request, "orgs/visit.html", context, status=422 if form.is_bound else 200)
