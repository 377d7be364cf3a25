"""One finding outside of any queue: deciding about it, and sending a correction on."""

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from conversations.models import Conversation
from conversations.queries import facts
from findings import domain
from findings.forms.reviews import DecisionForm
from findings.present.one_finding import Judged, finding_href, judged
from findings.present.sending import send_page
from findings.queries import decisions
from orgs.http import OrganizationRequest, actor_of, organization_page
from orgs.roles import Act
from web.format import plural
from web.pages import render

ASKED = ["GET", "HEAD", "POST"]


@require_safe
@organization_page(Act.READ)
def finding_review(request: OrganizationRequest, public_id: str) -> HttpResponseBase:
    """Show the finding of the goal in the URL, its history, and the form to decide about it."""
    _, shown = _found(request, public_id)
    if shown is None:
        return redirect("conversation_page", request.access.organization.slug, public_id)
    form = DecisionForm(shown.goal.type, initial={"value": shown.typed})
    return render(request, "reviews/finding.html", {"judged": shown, "form": form})


@require_http_methods(ASKED)
@organization_page(Act.REVIEW)
def finding_decide(request: OrganizationRequest, public_id: str) -> HttpResponseBase:
    """Accept, correct, reject or restore a finding; what was committed stays beside it."""
    conversation, shown = _found(request, public_id)
    if shown is None or request.method != "POST":
        return redirect("conversation_page", request.access.organization.slug, public_id)
    form = DecisionForm(shown.goal.type, request.POST)
    if form.is_valid():
        try:
            domain.decide(
                conversation=conversation,
                by=request.access.user,
                goal=shown.panel.goal,
                verdict=form.cleaned_data["verdict"],
                value=form.cleaned_data["value"],
                reason=form.cleaned_data["note"],
                seen=form.cleaned_data["seen"],
            )
            slug = request.access.organization.slug
            return redirect(finding_href(slug, public_id, shown.panel.goal))
        except domain.Refused as refused:
            form.refuse(refused)
        except domain.Missing:
            raise Http404 from None
    return render(request, "reviews/finding.html", {"judged": shown, "form": form}, status=422)


@require_http_methods(ASKED)
@organization_page(Act.CONFIGURE)
def correction_send(request: OrganizationRequest, public_id: str) -> HttpResponseBase:
    """Show which endpoints have the old value, and send them the new one."""
    organization = request.access.organization
    decision = decisions.decision(organization, public_id)
    if decision is None:
        raise Http404
    if request.method == "POST":
        endpoints = request.POST.getlist("endpoint")
        try:
            sent = domain.send_correction(
                actor=actor_of(request), decision=decision, endpoints=endpoints
            )
            told = plural(sent, "endpoint") if sent else "Nobody new"
            messages.success(request, f"{told} will be told." if sent else f"{told} is told.")
        except domain.Refused as refused:
            messages.warning(request, refused.reason)
        href = finding_href(organization.slug, decision.conversation.public_id, decision.goal)
        return redirect(href)
    page = send_page(organization, decision)
    return render(request, "reviews/send.html", {"page": page})


def _found(request: OrganizationRequest, public_id: str) -> tuple[Conversation, Judged | None]:
    """Return the conversation, and its finding of the goal in the URL or in the form, if any.

    Raises Http404 for an unknown conversation and for a goal that it has no finding of.
    """
    organization = request.access.organization
    goal = request.POST.get("goal") or request.GET.get("goal", "")
    conversation = facts.get(organization, public_id)
    if conversation is None:
        raise Http404
    if not goal:
        return conversation, None
    shown = None if "\x00" in goal else judged(organization, conversation, goal)
    if shown is None:
        raise Http404
    return conversation, shown
