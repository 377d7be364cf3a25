"""How long an organisation keeps its conversations: set after a look at what would go."""

from typing import cast

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from erasure import domain
from erasure.forms.customers import ConfirmRetentionForm, RetentionForm
from erasure.models import Retention
from erasure.present.retention import past_page
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
    current = retaining.of(request.access.organization)
    if request.method == "POST":
        return _set(request, current)
    asked = "days" in request.GET
    form = RetentionForm(request.GET) if asked else RetentionForm(initial=_initial(current))
    status = 422 if asked and not form.is_valid() else 200
    return _show(request, current, form, _confirming(request, None), status)


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
        return _show(request, current, RetentionForm(request.POST), confirm, 422)
    days = confirm.cleaned_data["days"]
    domain.set_retention(actor=actor_of(request), organization=organization, days=days)
    kept = f"Conversations are kept for {days:,} days." if days else "Conversations are kept."
    messages.success(request, kept)
    return redirect("retention", organization.slug)


def _show(
    request: OrganizationRequest,
    current: Retention | None,
    form: RetentionForm,
    confirm: ConfirmRetentionForm,
    status: int,
) -> HttpResponse:
    """Show what would go as it is by now, where `form` asks for it."""
    is_asked = form.is_bound and form.is_valid()
    days = form.cleaned_data["days"] if is_asked else None
    who = cast(User, request.user).pk
    preview = past_page(request.access.organization, days, who) if days else None
    context = {
        "form": form,
        "current": current,
        "preview": preview,
        "confirm": confirm,
        "is_asked": is_asked,
    }
    return render(request, "erasure/retention.html", context, status=status)
