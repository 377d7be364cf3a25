"""How long an organisation keeps its conversations: set after a look at what would go."""

from typing import cast

from django.contrib import messages
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from erasure import domain
from erasure.forms.customers import ConfirmRetentionForm, RetentionForm
from erasure.models import Retention
from erasure.present.retention import PastPage, past_page
from erasure.queries import retaining
from orgs.http import OrganizationRequest, actor_of, organization_page
from orgs.models import User
from orgs.roles import Act
from web.pages import render


@require_http_methods(["GET", "HEAD", "POST"])
@organization_page(Act.ADMINISTER)
def retention(request: OrganizationRequest) -> HttpResponseBase:
    """Show the retention there is, or the preview of one (`?days=`); set it.

    It is set with the mark of its preview alone, so that what goes is seen before.
    """
    organization = request.access.organization
    current = retaining.of(organization)
    if request.method == "POST":
        return _set(request, current)
    asked = "days" in request.GET
    form = RetentionForm(request.GET) if asked else RetentionForm(initial=_initial(current))
    preview: PastPage | None = None
    if asked and form.is_valid() and form.cleaned_data["days"]:
        preview = past_page(organization, form.cleaned_data["days"], cast(User, request.user).pk)
    context = {
        "form": form,
        "current": current,
        "preview": preview,
        "confirm": _confirming(request, None),
        "is_asked": asked and form.is_valid(),
    }
    status = 422 if asked and not form.is_valid() else 200
    return render(request, "erasure/retention.html", context, status=status)


def _initial(current: Retention | None) -> dict[str, int]:
    return {"days": current.days} if current else {}


def _confirming(request: OrganizationRequest, given: QueryDict | None) -> ConfirmRetentionForm:
    organization = request.access.organization
    return ConfirmRetentionForm(
        given, organization=organization, user_id=cast(User, request.user).pk
    )


def _set(request: OrganizationRequest, current: Retention | None) -> HttpResponseBase:
    organization = request.access.organization
    confirm = _confirming(request, request.POST)
    if not confirm.is_valid():
        return _again(request, current, confirm)
    days = confirm.cleaned_data["days"]
    domain.set_retention(actor=actor_of(request), organization=organization, days=days)
    kept = f"Conversations are kept for {days:,} days." if days else "Conversations are kept."
    messages.success(request, kept)
    return redirect("retention", organization.slug)


def _again(
    request: OrganizationRequest, current: Retention | None, confirm: ConfirmRetentionForm
) -> HttpResponseBase:
    """Show what would go as it is by now, with what was wrong."""
    form = RetentionForm(request.POST)
    preview: PastPage | None = None
    if form.is_valid() and form.cleaned_data["days"]:
        preview = past_page(
            request.access.organization, form.cleaned_data["days"], cast(User, request.user).pk
        )
    context = {
        "form": form,
        "current": current,
        "preview": preview,
        "confirm": confirm,
        "is_asked": False,
    }
    return render(request, "erasure/retention.html", context, status=422)
